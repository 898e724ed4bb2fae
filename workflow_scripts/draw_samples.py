"""Draw how many training trials two networks need (V1T paper, Figure A.1)."""

from pathlib import Path

from neurodag.command import parser, run
from neurodag.figures.save import save_figure
from neurodag.figures.vision.samples import draw_samples, samples_arrays
from neurodag.files import load_netcdf
from neurodag.lineage.record import record


def main() -> None:
    options = parser(__doc__)
    options.add_argument(
        "--evaluations", type=Path, nargs="+", required=True, help="of two networks"
    )
    options.add_argument(
        "--output", type=Path, required=True, help="PDF; a PNG and NetCDF beside it"
    )
    arguments = options.parse_args()

    evaluations = (load_netcdf(path) for path in arguments.evaluations)
    arrays = samples_arrays(evaluations)
    save_figure(draw_samples, arrays, arguments.output.with_suffix(""), record(arguments))


if __name__ == "__main__":
    run(main)
