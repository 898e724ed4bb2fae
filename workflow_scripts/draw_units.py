"""Draw the scores of every unit under two models (MtM paper, Figure 7)."""

from pathlib import Path

from neurodag.command import parser, run
from neurodag.figures.save import save_figure
from neurodag.figures.units import draw_units, units_arrays
from neurodag.files import load_netcdf
from neurodag.lineage.record import record


def main() -> None:
    options = parser(__doc__)
    options.add_argument(
        "--evaluations", type=Path, nargs=2, required=True, help="the model, and its baseline"
    )
    options.add_argument(
        "--output", type=Path, required=True, help="PDF; a PNG and NetCDF beside it"
    )
    arguments = options.parse_args()

    ours, baseline = (load_netcdf(path) for path in arguments.evaluations)
    arrays = units_arrays(ours, baseline)
    save_figure(draw_units, arrays, arguments.output.with_suffix(""), record(arguments))


if __name__ == "__main__":
    run(main)
