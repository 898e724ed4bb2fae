"""Draw the codebook in a plane, and what codes decode to among others (QuantFormer paper, A-9)."""

from pathlib import Path

from neurodag.command import parser, run
from neurodag.figures.forecast.codes import codes_arrays, draw_codes
from neurodag.figures.save import save_figure
from neurodag.files import load_netcdf
from neurodag.lineage.record import record


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--map", type=Path, required=True, help="codes of a network")
    options.add_argument(
        "--reconstructions",
        type=Path,
        nargs="+",
        required=True,
        help="reconstructions by the same network, which tell how often codes are used",
    )
    options.add_argument(
        "--output", type=Path, required=True, help="PDF; a PNG and NetCDF beside it"
    )
    arguments = options.parse_args()

    reconstructions = [load_netcdf(path) for path in arguments.reconstructions]
    arrays = codes_arrays(load_netcdf(arguments.map), reconstructions)
    save_figure(draw_codes, arrays, arguments.output.with_suffix(""), record(arguments))


if __name__ == "__main__":
    run(main)
