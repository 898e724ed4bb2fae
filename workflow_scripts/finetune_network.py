"""Fine-tune a pretrained network on a session that it has not seen (MtM paper, section 5.2).

The loss is that of pretraining. What belongs to the new session starts anew; all else is taken over
from the pretrained weights and goes on learning.

It is stopped, goes on and is shared among processes as `train_network.py` is.
"""

from pathlib import Path
from typing import Any

from neurodag.command import run
from neurodag.errors import NeurodagError
from neurodag.models.build import Network
from neurodag.models.transfer import take_over
from neurodag.models.weights import load_weights
from neurodag.training.recipe import describe, new_network, train, training_options
from neurodag.training.recordings import read_recordings
from neurodag.training.script import training_processes
from neurodag.training.workers import Workers


def main() -> None:
    options = training_options(__doc__)
    options.add_argument("--session", type=Path, required=True, help="session file with a split")
    options.add_argument("--pretrained", type=Path, required=True, help="weights to start from")
    arguments = options.parse_args()

    with training_processes(arguments) as (device, group):
        recordings = read_recordings(
            [arguments.session], arguments.scheme, arguments.settings, device
        )
        description = describe(recordings, arguments)
        network = new_network(description)
        origin = start_from(arguments.pretrained, network, description, group)
        sources = [arguments.session, arguments.pretrained]
        train(network.to(device), description | origin, recordings, arguments, sources, group)


def start_from(
    pretrained: Path, network: Network, description: dict[str, Any], group: Workers
) -> dict[str, Any]:
    """Give `network` what it shares with the weights in `pretrained`; returns where it is from."""
    weights, origin = load_weights(pretrained)
    for key in ("architecture", "model"):  # not all of it shows in the shapes of weights
        if origin[key] != description[key]:
            raise NeurodagError(
                f"{pretrained} was pretrained with {key} {origin[key]}, but is to be fine-tuned "
                f"with {description[key]}; give both the same settings."
            )
    group.say(f"{pretrained}: {take_over(network, weights, pretrained)}")
    return {
        "pretraining": {key: origin[key] for key in ("sessions", "scheme", "seed")},
        "pretraining_sessions": len(origin["sessions"]),
    }


if __name__ == "__main__":
    run(main)
