"""Train what QuantFormer is compared with, on one session of calcium or spikes (4.2).

The tasks: forecast the response (signals), or tell which units are active (activation).

It is stopped and goes on as `train_network.py` does, by one process.
"""

from pathlib import Path
from typing import get_args

from neurodag.command import run
from neurodag.config.forecast import CompetitorRun
from neurodag.training.devices import seed_everything
from neurodag.training.forecast.competitor import Predicted, competition
from neurodag.training.forecast.read import read_observations
from neurodag.training.forecast.recipe import describe, forecast_options, only_process, train


def main() -> None:
    options = forecast_options(__doc__, CompetitorRun)
    options.add_argument("--session", type=Path, required=True, help="session file with a split")
    options.add_argument("--task", choices=get_args(Predicted), required=True)
    arguments = options.parse_args()
    settings: CompetitorRun = arguments.settings

    with only_process(arguments) as device:
        sources = [arguments.session]
        sessions = read_observations(sources, settings.windows, device, arguments.stimuli)
        (observed,) = sessions.values()
        seed_everything(arguments.seed, "weights")
        task = competition(arguments.task, observed, settings)
        description = describe(sessions, arguments) | {
            "predicts": arguments.task,
            "units": observed.units,
            "stimuli": len(observed.conditions),
        }
        kind = settings.competitor.kind
        train(kind, task, sessions, description, arguments, sources, arguments.task)


if __name__ == "__main__":
    run(main)
