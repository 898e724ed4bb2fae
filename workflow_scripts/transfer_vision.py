"""Train readouts on the core of a network that has seen other animals (V1T paper, section A.2).

The core is taken over and stays as it is; readouts and shifters of the sessions start anew.

It is stopped, goes on and is shared among processes as `train_vision.py` is.
"""

from pathlib import Path

from neurodag.command import run
from neurodag.models.weights import load_weights
from neurodag.training.script import training_processes
from neurodag.training.vision.recipe import describe, new_network, train, training_options
from neurodag.training.vision.recordings import read_recordings
from neurodag.training.vision.transfer import check_origin, take_core


def main() -> None:
    options = training_options(__doc__)
    options.add_argument("--pretrained", type=Path, required=True, help="weights with the core")
    arguments = options.parse_args()

    with training_processes(arguments) as (device, group):
        recordings = read_recordings(
            arguments.sessions,
            arguments.settings,
            device,
            seed=arguments.seed,
            gray=arguments.gray,
        )
        description = describe(recordings, arguments)
        weights, origin = load_weights(arguments.pretrained)
        check_origin(description, origin, arguments.pretrained)
        network = new_network(recordings, arguments)
        new = take_core(network, weights, arguments.pretrained)
        group.say(f"{arguments.pretrained}: its core is taken over; new: {', '.join(new)}")
        description["pretraining"] = {key: origin[key] for key in ("sessions", "seed", "gray")}
        sources = [*arguments.sessions, arguments.pretrained]
        train(network.to(device), description, recordings, arguments, sources, group)


if __name__ == "__main__":
    run(main)
