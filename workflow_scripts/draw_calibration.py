"""Draw whether forecasts of codes are as certain as they should be, by stimulus."""

from pathlib import Path

from neurodag.command import parser, run
from neurodag.evaluation.forecast.opened import open_evaluation
from neurodag.figures.forecast.calibration import calibration_arrays, draw_calibration
from neurodag.figures.save import save_figure
from neurodag.lineage.record import record


def main() -> None:
    options = parser(__doc__)
    options.add_argument(
        "--evaluations", type=Path, nargs="+", required=True, help="runs of one method"
    )
    options.add_argument(
        "--output", type=Path, required=True, help="PDF; a PNG and NetCDF beside it"
    )
    arguments = options.parse_args()

    arrays = calibration_arrays([open_evaluation(path) for path in arguments.evaluations])
    save_figure(draw_calibration, arrays, arguments.output.with_suffix(""), record(arguments))


if __name__ == "__main__":
    run(main)
