"""An Optuna study that several workers share through a journal.

What a trial is given depends on the trials before it, on the seed and on the trial's number alone:
a single worker, however often it is killed, makes the same trials.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from neurodag.config.vision import VisionSearch
from neurodag.errors import NeurodagError
from neurodag.search.trials import Trial, WorkerTrials
from neurodag.training.devices import seed_of

try:
    import optuna
except ImportError as error:
    raise NeurodagError(
        "A search needs the package optuna, which is not installed: install it with "
        "`pip install optuna`."
    ) from error
from optuna.pruners import HyperbandPruner
from optuna.samplers import TPESampler
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend, JournalFileSymlinkLock
from optuna.trial import FrozenTrial, TrialState

WORKER, NOTE = "worker", "note"
"""What is noted of a trial: whose it is, and why it was pruned."""
OVER = {TrialState.COMPLETE: "complete", TrialState.PRUNED: "pruned"}


class SharedStudy:
    """The trials of a search, as one of its workers sees them."""

    def __init__(self, folder: Path, name: str, search: VisionSearch, worker: int) -> None:
        """`folder` holds what the workers share; `name` tells the search from others there.

        Raises NeurodagError if the journal in the folder cannot be read.
        """
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        folder.mkdir(parents=True, exist_ok=True)
        journal = folder / "journal.log"
        self.name, self.search, self.worker = name, search, worker
        self.turn = JournalFileSymlinkLock(str(folder / "turn"))
        try:
            self.study = optuna.create_study(
                storage=JournalStorage(JournalFileBackend(str(journal))),
                study_name=name,
                direction="maximize",
                pruner=HyperbandPruner(search.least_epochs, search.epochs, search.reduction),
                load_if_exists=True,
            )
        except ValueError as error:
            raise NeurodagError(
                f"{journal} cannot be read as the journal of a search; delete it to start anew."
            ) from error

    def claim(self) -> optuna.Trial | None:
        """A trial that is this worker's now: one that it left when it was killed, or a new one.

        None when there are as many trials as there are to be. A worker that is no more hands its
        trials down.
        """
        with self.alone():
            trials = self.study.get_trials(deepcopy=False)
            left = [
                trial
                for trial in trials
                if trial.state == TrialState.RUNNING and self.is_ours(trial, of_nobody=True)
            ]
            if left:
                # Optuna has no public way to go on with a trial that another process began.
                trial = optuna.Trial(self.study, left[0]._trial_id)
            elif len(trials) < self.search.trials:
                trial = self.study.ask()
            else:
                return None
            trial.set_user_attr(WORKER, self.worker)
        self.study.sampler = TPESampler(
            n_startup_trials=self.search.random_trials,
            seed=seed_of(self.search.seed, "trial", trial.number) % 2**32,
        )
        return trial

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No other worker claims a trial inside."""
        self.turn.acquire()
        try:
            yield
        finally:
            self.turn.release()

    def is_ours(self, trial: FrozenTrial, *, of_nobody: bool) -> bool:
        """Whether a trial is this worker's; one that nobody got to claim is, if that is asked."""
        owner = trial.user_attrs.get(WORKER)
        return of_nobody if owner is None else owner % self.search.workers == self.worker

    def last_epoch(self, trial: optuna.Trial) -> int:
        """The last that was told of a trial."""
        told = self.study.get_trials(deepcopy=False)[trial.number].intermediate_values
        return max(told, default=0)

    def complete(self, trial: optuna.Trial, score: float) -> None:
        self.study.tell(trial, score)

    def prune(self, trial: optuna.Trial, note: str) -> None:
        trial.set_user_attr(NOTE, note)
        self.study.tell(trial, state=TrialState.PRUNED)

    def finished(self) -> WorkerTrials:
        """The trials of this worker that are over."""
        trials = self.study.get_trials(deepcopy=False, states=tuple(OVER))
        ours = [record(trial) for trial in trials if self.is_ours(trial, of_nobody=False)]
        return WorkerTrials(study=self.name, trials=ours)


def record(trial: FrozenTrial) -> Trial:
    """What is to be kept of a trial that is over."""
    scores = [trial.intermediate_values[epoch] for epoch in sorted(trial.intermediate_values)]
    return Trial.model_validate(
        {
            "number": trial.number,
            "values": trial.params,
            "scores": [score if score == score else None for score in scores],
            "state": OVER[trial.state],
            "note": trial.user_attrs.get(NOTE, ""),
        }
    )
