"""Draw signals that went through codes, and which codes (QuantFormer paper, A-6 and A-7)."""

from pathlib import Path

from neurodag.command import parser, run
from neurodag.figures.forecast.reconstructions import draw_reconstructions, reconstructions_arrays
from neurodag.figures.save import save_figure
from neurodag.files import load_netcdf
from neurodag.lineage.record import record


def main() -> None:
    options = parser(__doc__)
    options.add_argument(
        "--maps", type=Path, nargs="+", required=True, help="reconstructions of the same sessions"
    )
    options.add_argument("--labels", nargs="+", help="what the networks are called, in order")
    options.add_argument("--examples", type=int, default=6, help="observations to show")
    options.add_argument(
        "--output", type=Path, required=True, help="PDF; a PNG and NetCDF beside it"
    )
    arguments = options.parse_args()

    maps = [load_netcdf(path) for path in arguments.maps]
    arrays = reconstructions_arrays(maps, arguments.examples, arguments.labels)
    save_figure(draw_reconstructions, arrays, arguments.output.with_suffix(""), record(arguments))


if __name__ == "__main__":
    run(main)
