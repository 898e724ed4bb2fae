"""Draw what the learned tokens of units say about the units (QuantFormer, Figure A-10)."""

from pathlib import Path

from neurodag.command import parser, run
from neurodag.figures.forecast.unit_tokens import draw_unit_tokens, unit_tokens_arrays
from neurodag.figures.save import save_figure
from neurodag.files import load_netcdf
from neurodag.lineage.record import record


def main() -> None:
    options = parser(__doc__)
    options.add_argument(
        "--maps", type=Path, nargs="+", required=True, help="of runs; the first is shown in a and b"
    )
    options.add_argument(
        "--output", type=Path, required=True, help="PDF; a PNG and NetCDF beside it"
    )
    arguments = options.parse_args()

    arrays = unit_tokens_arrays([load_netcdf(path) for path in arguments.maps])
    save_figure(draw_unit_tokens, arrays, arguments.output.with_suffix(""), record(arguments))


if __name__ == "__main__":
    run(main)
