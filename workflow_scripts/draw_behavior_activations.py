"""Draw what the blocks of a network make of behaviour (V1T paper, Figure A.3)."""

from pathlib import Path

from neurodag.command import parser, run
from neurodag.figures.save import save_figure
from neurodag.figures.vision.activations import activations_arrays, draw_activations
from neurodag.files import load_netcdf
from neurodag.lineage.record import record


def main() -> None:
    options = parser(__doc__)
    options.add_argument(
        "--maps", type=Path, nargs="+", required=True, help="attention maps, one for each session"
    )
    options.add_argument(
        "--output", type=Path, required=True, help="PDF; a PNG and NetCDF beside it"
    )
    arguments = options.parse_args()

    arrays = activations_arrays([load_netcdf(path) for path in arguments.maps])
    save_figure(draw_activations, arrays, arguments.output.with_suffix(""), record(arguments))


if __name__ == "__main__":
    run(main)
