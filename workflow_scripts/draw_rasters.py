"""Draw rates of one region, recorded and predicted by two models (MtM paper, Figure 2A and B)."""

from pathlib import Path

from neurodag.command import parser, run
from neurodag.figures.rasters import draw_rasters, rasters_arrays
from neurodag.figures.save import save_figure
from neurodag.files import load_netcdf
from neurodag.lineage.record import record


def main() -> None:
    options = parser(__doc__)
    options.add_argument(
        "--evaluations", type=Path, nargs=2, required=True, help="the model, and its baseline"
    )
    options.add_argument("--region", help="region whose units are drawn; else that of the most")
    options.add_argument(
        "--output", type=Path, required=True, help="PDF; a PNG and NetCDF beside it"
    )
    arguments = options.parse_args()

    ours, baseline = (load_netcdf(path) for path in arguments.evaluations)
    arrays = rasters_arrays(ours, baseline, arguments.region)
    save_figure(draw_rasters, arrays, arguments.output.with_suffix(""), record(arguments))


if __name__ == "__main__":
    run(main)
