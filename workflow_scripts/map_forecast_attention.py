"""Map which tokens decide whether units will be active, by attention rollout (appendix VI)."""

from pathlib import Path

import torch

from neurodag.command import parser, run, threads
from neurodag.config.forecast.interpretation import ForecastAttention
from neurodag.evaluation.forecast.trained import open_trained
from neurodag.interpret.forecast.about import about_run
from neurodag.interpret.forecast.attention import map_forecast_attention
from neurodag.lineage.record import save_result
from neurodag.sessions import open_session
from neurodag.training.devices import pick_device


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--session", type=Path, required=True, help="session file with a split")
    options.add_argument("--weights", type=Path, required=True, help="weights of the network")
    options.add_argument("--method", required=True, help="what the network is called in tables")
    options.add_argument("--stimulus", required=True, help="stimulus to map")
    options.add_argument("--subject", required=True, help="what the animal is called in tables")
    options.add_argument(
        "--settings", type=ForecastAttention.model_validate_json, default=ForecastAttention()
    )
    options.add_argument("--output", type=Path, required=True, help="map to write")
    options.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    arguments = options.parse_args()

    torch.set_num_threads(threads())
    session = open_session(arguments.session)
    device = pick_device(arguments.device)
    trained = open_trained(arguments.weights, session, arguments.stimulus, device)
    mapped = map_forecast_attention(trained, arguments.settings)
    result = about_run(mapped, trained, session, arguments.method, arguments.subject)
    save_result(result, arguments)
    mean = result["share"].weighted(result["observations"]).mean(("active", "unit"))
    print(mean.to_pandas().to_string())


if __name__ == "__main__":
    run(main)
