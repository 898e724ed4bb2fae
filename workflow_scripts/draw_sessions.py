"""Draw the scores of every session under two masking schemes (MtM paper, Figures 2C, 3, 6, 8)."""

from pathlib import Path

from neurodag.command import parser, provenance, run
from neurodag.figures.save import save_figure
from neurodag.figures.scatter import draw_scatter
from neurodag.files import load_netcdf
from neurodag.labels import SCHEMES


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--evaluations", type=Path, nargs="+", required=True)
    options.add_argument(
        "--schemes", nargs=2, choices=SCHEMES, required=True, help="the model, and its baseline"
    )
    options.add_argument(
        "--output", type=Path, required=True, help="PDF; a PNG and NetCDF beside it"
    )
    arguments = options.parse_args()

    ours, baseline = arguments.schemes
    evaluations = [load_netcdf(path) for path in arguments.evaluations]
    figure, arrays = draw_scatter(evaluations, baseline, ours)
    save_figure(figure, arrays, arguments.output.with_suffix(""), provenance())


if __name__ == "__main__":
    run(main)
