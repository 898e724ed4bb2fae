"""Draw how a run trained: loss, validation score, learning rate."""

from pathlib import Path

from neurodag.command import parser, run
from neurodag.figures.save import save_figure
from neurodag.figures.training import draw_training, training_arrays
from neurodag.files import load_netcdf
from neurodag.lineage.record import record


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--history", type=Path, required=True)
    options.add_argument(
        "--output", type=Path, required=True, help="PDF; a PNG and NetCDF beside it"
    )
    arguments = options.parse_args()

    arrays = training_arrays(load_netcdf(arguments.history))
    save_figure(draw_training, arrays, arguments.output.with_suffix(""), record(arguments))


if __name__ == "__main__":
    run(main)
