"""Draw the scores of every session under two masking schemes (MtM paper, Figure 2C)."""

from pathlib import Path

from neurodag.command import parser, provenance, run
from neurodag.figures.save import save_figure
from neurodag.figures.scatter import draw_scatter
from neurodag.files import load_netcdf


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--evaluations", type=Path, nargs="+", required=True)
    options.add_argument(
        "--output", type=Path, required=True, help="PDF; a PNG and NetCDF beside it"
    )
    arguments = options.parse_args()

    figure, arrays = draw_scatter(load_netcdf(path) for path in arguments.evaluations)
    save_figure(figure, arrays, arguments.output.with_suffix(""), provenance())


if __name__ == "__main__":
    run(main)
