"""Draw where a network looks in single trials (V1T paper, Figures 2C, 2D and A.4)."""

from pathlib import Path

from neurodag.command import parser, run
from neurodag.figures.save import save_figure
from neurodag.figures.vision.attention import attention_arrays, draw_attention
from neurodag.files import load_netcdf
from neurodag.lineage.record import record


def main() -> None:
    options = parser(__doc__)
    options.add_argument(
        "--maps", type=Path, nargs="+", required=True, help="attention maps, one for each session"
    )
    options.add_argument("--labels", nargs="+", help="what the sessions are called, in order")
    options.add_argument("--trials", type=int, default=3, help="to show of each part")
    options.add_argument(
        "--without-pictures", action="store_true", help="maps alone, without what was seen"
    )
    options.add_argument(
        "--output", type=Path, required=True, help="PDF; a PNG and NetCDF beside it"
    )
    arguments = options.parse_args()

    maps = [load_netcdf(path) for path in arguments.maps]
    arrays = attention_arrays(
        maps, arguments.trials, arguments.labels, pictures=not arguments.without_pictures
    )
    save_figure(draw_attention, arrays, arguments.output.with_suffix(""), record(arguments))


if __name__ == "__main__":
    run(main)
