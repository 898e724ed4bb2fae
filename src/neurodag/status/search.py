"""The trials of V1T's search: what its workers have told of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from neurodag import layout
from neurodag.config.vision import VisionSearch
from neurodag.errors import NeurodagError
from neurodag.status.look import RunStatus, look_at
from neurodag.status.trial import TrialId

WORKER, NOTE = "worker", "note"
"""What is noted of a trial in the journal: whose it is, and why it was pruned."""


class Begun(NamedTuple):
    """A trial that a worker has claimed."""

    number: int
    scores: list[float | None]
    """After each epoch; None where it is no number."""
    over: bool
    note: str = ""
    worker: int | None = None


def trials_of_search(search: VisionSearch, results: str) -> list[RunStatus]:
    """The status of every trial; those that are done have as many epochs as they took."""
    begun = {trial.number: trial for trial in begun_trials(results)}
    numbers = range(max(search.trials, max(begun, default=-1) + 1))
    return [status_of(number, begun.get(number), search, results) for number in numbers]


def status_of(number: int, trial: Begun | None, search: VisionSearch, results: str) -> RunStatus:
    worker = trial.worker if trial else None
    owner = None if worker is None else worker % search.workers  # of a search that had more
    run, studies = TrialId(search.network, search.cohort, number, owner), ("search",)
    if trial is None:
        return RunStatus(run, studies, "waiting", 0, search.epochs)
    if not trial.over:
        return look_at(run, studies, results, search.epochs)
    known = [score for score in trial.scores if score is not None]
    epochs = len(trial.scores)
    return RunStatus(
        run,
        studies,
        "done",
        epochs,
        epochs,
        validation=known[-1] if known else None,
        best_validation=max(known, default=None),
        note=trial.note,
    )


def begun_trials(results: str) -> list[Begun]:
    """From the journal that the workers share, and where it is gone from what they wrote."""
    return list(in_journal(results)) or list(in_outputs(results))


def in_journal(results: str) -> Iterator[Begun]:
    """Those of the search that was begun last; none where there is no journal that can be read."""
    path = Path(results, layout.SEARCH_STATE, "journal.log")
    if not path.is_file():
        return
    try:  # slow to import, too
        from optuna.storages import JournalStorage
        from optuna.storages.journal import JournalFileBackend

        storage = JournalStorage(JournalFileBackend(str(path)))
        last = max(study._study_id for study in storage.get_all_studies())
        trials = storage.get_all_trials(last, deepcopy=False)
    except (ImportError, OSError, ValueError):
        return
    for trial in trials:
        told = [score for _, score in sorted(trial.intermediate_values.items())]
        scores = [score if score == score else None for score in told]
        note, worker = trial.user_attrs.get(NOTE, ""), trial.user_attrs.get(WORKER)
        yield Begun(trial.number, scores, trial.state.is_finished(), note, worker)


def in_outputs(results: str) -> Iterator[Begun]:
    """Those of the workers that are done."""
    paths = sorted(Path(results).glob(layout.SEARCH_WORKER.format(worker="*")))
    if not paths:
        return
    from neurodag.search.trials import read_trials  # slow to import, and seldom needed

    try:
        trials = read_trials(paths)
    except (NeurodagError, OSError, ValueError):
        return
    for trial in trials:
        yield Begun(trial.number, trial.scores, True, trial.note)
