"""What is known of the trials of a search when they are over."""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ValidationError

from neurodag.errors import NeurodagError
from neurodag.files import atomic_path


class Trial(BaseModel):
    """One that is over."""

    number: int
    values: dict[str, int | float | str]
    """What was chosen, by part and key."""
    scores: list[float | None]
    """Validation correlation after each epoch; None where it is no number."""
    state: Literal["complete", "pruned"]
    note: str
    """Why it was pruned."""

    @property
    def best_score(self) -> float | None:
        return max((score for score in self.scores if score is not None), default=None)


class WorkerTrials(BaseModel):
    """Those of one worker."""

    study: str
    """What tells the search from others."""
    trials: list[Trial]


def save_trials(trials: WorkerTrials, path: Path) -> None:
    with atomic_path(path) as partial:
        partial.write_text(trials.model_dump_json(indent=1) + "\n", encoding="utf-8")


def read_trials(paths: Iterable[Path]) -> list[Trial]:
    """The trials of all workers, by their number.

    Raises NeurodagError where a file is none of a worker, or is of another search than the others.
    """
    workers = {path: _read(path) for path in paths}
    (first, model), *others = workers.items()
    for path, worker in others:
        if worker.study != model.study:
            raise NeurodagError(
                f"{first} and {path} are of different searches; delete both, and let the workers "
                "write them again."
            )
    found = [trial for worker in workers.values() for trial in worker.trials]
    return sorted(found, key=lambda trial: trial.number)


def _read(path: Path) -> WorkerTrials:
    try:
        return WorkerTrials.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise NeurodagError(
            f"{path} holds no trials of a worker; delete it, and let its worker write it again."
        ) from error


def best_trial(trials: Iterable[Trial]) -> Trial:
    """The complete one with the highest score, and of several the first.

    Raises NeurodagError if none is complete.
    """
    complete = [trial for trial in trials if trial.state == "complete"]
    if not complete:
        raise NeurodagError(
            "No trial of the search was trained to its end; give v1t.search more trials, or a "
            "narrower space."
        )
    return max(complete, key=lambda trial: trial.best_score or -1.0)
