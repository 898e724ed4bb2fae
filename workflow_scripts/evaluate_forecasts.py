"""Evaluate a forecaster of one session on its test presentations of a stimulus (section 4.2)."""

from pathlib import Path

import torch

from neurodag.command import parser, run, threads
from neurodag.config.forecast.evaluation import ForecastEvaluation
from neurodag.evaluation.forecast.evaluate import evaluate_forecasts
from neurodag.evaluation.forecast.trained import open_trained
from neurodag.lineage.record import save_result
from neurodag.sessions import open_session
from neurodag.training.devices import pick_device


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--session", type=Path, required=True, help="session file with a split")
    options.add_argument("--weights", type=Path, required=True, help="weights of the forecaster")
    options.add_argument("--method", required=True, help="what the forecaster is called in tables")
    options.add_argument("--stimulus", required=True, help="stimulus whose responses are forecast")
    options.add_argument("--subject", required=True, help="what the animal is called in tables")
    options.add_argument(
        "--settings", type=ForecastEvaluation.model_validate_json, default=ForecastEvaluation()
    )
    options.add_argument("--output", type=Path, required=True, help="evaluation to write")
    options.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    arguments = options.parse_args()

    torch.set_num_threads(threads())
    session = open_session(arguments.session)
    device = pick_device(arguments.device)
    trained = open_trained(arguments.weights, session, arguments.stimulus, device)
    about = {"method": arguments.method, "subject": arguments.subject}
    result = evaluate_forecasts(trained, session, about, arguments.settings)
    save_result(result, arguments)
    if result.attrs["predicted"] == "response":
        print(result["value"].mean("unit").to_pandas().to_string())
    else:
        print(result["count"].sum("unit").to_pandas().to_string())


if __name__ == "__main__":
    run(main)
