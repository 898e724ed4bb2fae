"""Draw responses beside what methods forecast (QuantFormer paper, Figures 3 and A-2 to A-5)."""

import json
from pathlib import Path

from neurodag.command import parser, run
from neurodag.evaluation.forecast.opened import open_evaluation
from neurodag.figures.forecast.forecasts import draw_forecasts, forecasts_arrays
from neurodag.figures.save import save_figure
from neurodag.lineage.record import record


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--evaluations", type=Path, nargs="+", required=True)
    options.add_argument(
        "--rows", type=json.loads, required=True, help='JSON: {"row": ["method", …], …}'
    )
    options.add_argument("--examples", type=int, default=1, help="to show of each stimulus")
    options.add_argument(
        "--output", type=Path, required=True, help="PDF; a PNG and NetCDF beside it"
    )
    arguments = options.parse_args()

    evaluations = [open_evaluation(path) for path in arguments.evaluations]
    arrays = forecasts_arrays(evaluations, arguments.rows, arguments.examples)
    save_figure(draw_forecasts, arrays, arguments.output.with_suffix(""), record(arguments))


if __name__ == "__main__":
    run(main)
