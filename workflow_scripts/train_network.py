"""Train one network on one session with one masking scheme (MtM paper, sections 3 and A.3).

Interrupted or killed, it goes on from its saved state when it is started again, and ends with the
same bytes (on the same machine, with as many threads: OMP_NUM_THREADS). SIGINT, SIGTERM and SIGUSR2
make it save its state and stop.

With --processes it becomes torchrun and shares every batch among so many processes, one a GPU.
"""

from pathlib import Path

from neurodag.command import run
from neurodag.training.recipe import describe, new_network, train, training_options
from neurodag.training.recordings import read_recordings
from neurodag.training.script import training_processes


def main() -> None:
    options = training_options(__doc__)
    options.add_argument("--session", type=Path, required=True, help="session file with a split")
    arguments = options.parse_args()

    with training_processes(arguments) as (device, group):
        sources = [arguments.session]
        recordings = read_recordings(sources, arguments.scheme, arguments.settings, device)
        description = describe(recordings, arguments)
        network = new_network(description).to(device)
        train(network, description, recordings, arguments, sources, group)


if __name__ == "__main__":
    run(main)
