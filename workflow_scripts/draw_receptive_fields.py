"""Draw artificial receptive fields of two networks (V1T paper, Figures 2A, 2B and A.2)."""

from pathlib import Path

from neurodag.command import parser, run
from neurodag.figures.save import save_figure
from neurodag.figures.vision.fields import draw_fields, fields_arrays
from neurodag.files import load_netcdf
from neurodag.lineage.record import record


def main() -> None:
    options = parser(__doc__)
    options.add_argument(
        "--maps", type=Path, nargs=2, required=True, help="receptive fields of two networks"
    )
    options.add_argument("--units", type=int, default=3, help="whose fields are shown")
    options.add_argument(
        "--output", type=Path, required=True, help="PDF; a PNG and NetCDF beside it"
    )
    arguments = options.parse_args()

    maps = [load_netcdf(path) for path in arguments.maps]
    arrays = fields_arrays(maps, arguments.units)
    save_figure(draw_fields, arrays, arguments.output.with_suffix(""), record(arguments))


if __name__ == "__main__":
    run(main)
