"""Adapt a pre-trained QuantFormer to a task on one session of calcium or spikes (3.4).

The tasks: tell which units are active from what they did before the onset (activation), forecast
the codes of the response (codes), or its frames without codes (signals). Without --pretrained the
network of the settings begins with fresh weights (Table 3).

It is stopped and goes on as `train_network.py` does, by one process.
"""

from pathlib import Path
from typing import get_args

from neurodag.command import run
from neurodag.config.forecast import DownstreamRun
from neurodag.training.devices import seed_everything
from neurodag.training.forecast.adaptation import Predicted, adaptation, begin_with
from neurodag.training.forecast.read import read_observations
from neurodag.training.forecast.recipe import describe, forecast_options, only_process, train


def main() -> None:
    options = forecast_options(__doc__, DownstreamRun)
    options.add_argument("--session", type=Path, required=True, help="session file with a split")
    options.add_argument("--pretrained", type=Path, help="weights to start from")
    options.add_argument("--task", choices=get_args(Predicted), required=True)
    arguments = options.parse_args()
    settings: DownstreamRun = arguments.settings

    with only_process(arguments) as device:
        sources = [arguments.session, *filter(None, [arguments.pretrained])]
        sessions = read_observations(sources[:1], settings.windows, device, arguments.stimuli)
        (observed,) = sessions.values()
        seed_everything(arguments.seed, "weights")
        pretrained, origin = begin_with(arguments.pretrained, settings)
        task = adaptation(pretrained, arguments.task, observed, settings)
        description = describe(sessions, arguments) | {
            "predicts": arguments.task,
            "units": observed.units,
            "stimuli": len(observed.conditions),
            "network": pretrained.settings.model_dump(mode="json"),
            "pretraining": origin,
        }
        train(arguments.task, task, sessions, description, arguments, sources, arguments.task)


if __name__ == "__main__":
    run(main)
