"""Train one network from images to responses, on one session or many (V1T paper, section 4.2).

Sessions share the core, and each has a readout of its own. An update adds up the gradients of a
batch from every session; the order of the session files does not matter.

It is stopped and goes on as `train_network.py` does. With --processes, so many processes, one a
GPU, deal out the sessions.
"""

from neurodag.command import run
from neurodag.training.script import training_processes
from neurodag.training.vision.recipe import describe, new_network, train, training_options
from neurodag.training.vision.recordings import read_recordings


def main() -> None:
    arguments = training_options(__doc__).parse_args()

    with training_processes(arguments) as (device, group):
        recordings = read_recordings(
            arguments.sessions,
            arguments.settings,
            device,
            seed=arguments.seed,
            gray=arguments.gray,
        )
        description = describe(recordings, arguments)
        network = new_network(recordings, arguments).to(device)
        train(network, description, recordings, arguments, arguments.sessions, group)


if __name__ == "__main__":
    run(main)
