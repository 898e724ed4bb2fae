"""Draw how well responses are predicted by size of the pupil (V1T paper, Figure A.5)."""

from pathlib import Path

from neurodag.command import parser, run
from neurodag.figures.save import save_figure
from neurodag.figures.vision.pupil import draw_pupil, pupil_arrays
from neurodag.files import load_netcdf
from neurodag.lineage.record import record


def main() -> None:
    options = parser(__doc__)
    options.add_argument(
        "--evaluations", type=Path, nargs="+", required=True, help="one for each session"
    )
    options.add_argument("--labels", nargs="+", help="what the sessions are called, in order")
    options.add_argument(
        "--output", type=Path, required=True, help="PDF; a PNG and NetCDF beside it"
    )
    arguments = options.parse_args()

    evaluations = [load_netcdf(path) for path in arguments.evaluations]
    arrays = pupil_arrays(evaluations, arguments.labels)
    save_figure(draw_pupil, arrays, arguments.output.with_suffix(""), record(arguments))


if __name__ == "__main__":
    run(main)
