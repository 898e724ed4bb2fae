"""Pre-train QuantFormer on calcium or spikes: a masked autoencoder through codes (section 3.3).

Every unit in every presentation is an observation, and all sessions share the network. The order of
the session files does not matter.

It is stopped and goes on as `train_network.py` does, by one process.
"""

from pathlib import Path

from neurodag.command import run
from neurodag.config.forecast import PretrainingRun
from neurodag.models.forecast.autoencoder import QuantFormer
from neurodag.training.devices import seed_everything
from neurodag.training.forecast.pretraining import Pretraining
from neurodag.training.forecast.read import read_observations
from neurodag.training.forecast.recipe import describe, forecast_options, only_process, train


def main() -> None:
    options = forecast_options(__doc__, PretrainingRun)
    options.add_argument(
        "--sessions", type=Path, nargs="+", required=True, help="session files with splits"
    )
    arguments = options.parse_args()
    settings: PretrainingRun = arguments.settings
    windows = settings.windows

    with only_process(arguments) as device:
        sessions = read_observations(
            arguments.sessions, windows, device, arguments.stimuli, must_show="any"
        )
        seed_everything(arguments.seed, "weights")
        network = QuantFormer(windows.baseline_frames, windows.response_frames, settings.network)
        task = Pretraining(network.to(device), sessions, settings, arguments.seed)
        description = describe(sessions, arguments)
        train("QuantFormer", task, sessions, description, arguments, arguments.sessions)


if __name__ == "__main__":
    run(main)
