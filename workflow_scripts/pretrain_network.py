"""Pretrain one network on many sessions with one masking scheme (MtM paper, sections 5.2 and A.3).

A batch is of one session; in each epoch, every training trial of every session comes once. The
order of the session files does not matter.

It is stopped, goes on and is shared among processes as `train_network.py` is.
"""

from pathlib import Path

from neurodag.command import run
from neurodag.training.recipe import describe, new_network, train, training_options
from neurodag.training.recordings import read_recordings
from neurodag.training.script import training_processes


def main() -> None:
    options = training_options(__doc__)
    options.add_argument(
        "--sessions", type=Path, nargs="+", required=True, help="session files with splits"
    )
    arguments = options.parse_args()

    with training_processes(arguments) as (device, group):
        recordings = read_recordings(
            arguments.sessions, arguments.scheme, arguments.settings, device
        )
        description = describe(recordings, arguments)
        network = new_network(description).to(device)
        train(network, description, recordings, arguments, arguments.sessions, group)


if __name__ == "__main__":
    run(main)
