"""Train trials of a search for hyperparameters, together with other workers (V1T paper, Table A.2).

The workers share an Optuna study in the folder --state. A worker that is stopped or killed goes on
with the trial that it was at; with one worker, the same trials come out.
"""

from pathlib import Path

from neurodag.command import parser, run
from neurodag.config.vision import SearchedRun, VisionRun
from neurodag.search.trials import save_trials
from neurodag.training.claim import claimed
from neurodag.training.script import training_processes
from neurodag.training.vision.recordings import read_recordings


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--sessions", type=Path, nargs="+", required=True)
    options.add_argument("--settings", type=SearchedRun.model_validate_json, required=True)
    options.add_argument("--worker", type=int, required=True, help="number of this worker, from 0")
    options.add_argument("--gray", action="store_true", help="average the channels of images")
    options.add_argument("--state", type=Path, required=True, help="folder of all workers")
    options.add_argument("--code", default="", help="fingerprint of the code, part of the state")
    options.add_argument("--save-every", type=float, default=300, help="seconds between two saves")
    options.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    options.add_argument("--output", type=Path, required=True, help="trials to write, JSON")
    options.set_defaults(processes=1)
    arguments = options.parse_args()

    from neurodag.search.study import SharedStudy  # says so if Optuna is not installed
    from neurodag.search.worker import Worker, name_of_search

    searched: SearchedRun = arguments.settings
    name = name_of_search(arguments, arguments.sessions)
    study = SharedStudy(arguments.state, name, searched.search, arguments.worker)
    whole = arguments.state / f"worker-{arguments.worker}"
    with claimed(whole), training_processes(arguments) as (device, _):
        start = VisionRun(network=searched.network, training=searched.training)
        recordings = read_recordings(
            arguments.sessions, start, device, seed=searched.search.seed, gray=arguments.gray
        )
        folder, save_every = arguments.state, arguments.save_every
        Worker(study, searched, recordings, device, folder, save_every).work()
    save_trials(study.finished(), arguments.output)


if __name__ == "__main__":
    run(main)
