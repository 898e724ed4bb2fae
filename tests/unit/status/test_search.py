"""The trials of V1T's search, told from what its workers have written."""

import math
from pathlib import Path
from typing import Any

import optuna
import pytest

from neurodag import layout
from neurodag.config.vision import VisionSearch
from neurodag.search import study
from neurodag.search.trials import Trial, WorkerTrials, save_trials
from neurodag.status import search as trials
from neurodag.status.look import RunStatus
from neurodag.training.report import ReportWriter
from tests.unit.status.conftest import Results

SEARCH = VisionSearch(cohort="mice", network="v1t", trials=5, workers=2, epochs=20)


def shared(worker: int, name: str = "new") -> study.SharedStudy:
    return study.SharedStudy(Path("results", layout.SEARCH_STATE), name, SEARCH, worker)


def claimed(worker: int, *scores: float, name: str = "new") -> optuna.Trial:
    trial = shared(worker, name).claim()
    assert trial is not None
    for epoch, score in enumerate(scores, start=1):
        trial.report(score, epoch)
    return trial


def report(number: int, **fields: Any) -> None:
    path = Path("results", layout.SEARCH_STATE, f"trial-{number}.json")
    writer = ReportWriter(path, epochs=20)
    writer.report = writer.report.model_copy(update=fields)
    writer.write()


def statuses() -> list[RunStatus]:
    return trials.trials_of_search(SEARCH, "results")


def test_words_of_the_journal_are_those_that_workers_write() -> None:
    assert (trials.WORKER, trials.NOTE) == (study.WORKER, study.NOTE)


def test_before_the_first_all_wait(results: Results) -> None:
    assert [(status.run.trial, status.state) for status in statuses()] == [
        (number, "waiting") for number in range(5)
    ]
    assert not list(Path().glob("results/**/*"))


def test_trials_are_told_while_their_workers_are_at_it(results: Results) -> None:
    shared(0).complete(claimed(0, 0.1, math.nan, 0.3, 0.2), 0.3)
    shared(1).prune(claimed(1, 0.05), "by Hyperband after 1 epochs")
    claimed(0, 0.2)
    report(2, epoch=1, best_validation=0.2, seconds_left=60.0)
    done, pruned, running, *waiting = statuses()
    assert (done.state, done.epoch, done.epochs) == ("done", 4, 4)
    assert (done.validation, done.best_validation) == (0.2, 0.3)
    assert (pruned.state, pruned.epoch) == ("done", 1)
    assert pruned.note == "by Hyperband after 1 epochs"
    assert (running.state, running.epoch, running.epochs) == ("running", 1, 20)
    assert (running.best_validation, running.seconds_left) == (0.2, 60.0)
    assert [status.state for status in waiting] == ["waiting", "waiting"]


def test_the_log_of_a_trial_that_failed_is_its_workers(results: Results) -> None:
    claimed(1)
    log = Path("results/logs/search_worker/1.log")
    log.parent.mkdir(parents=True)
    log.write_text("search_worker.py: There is no such session.\n")
    failed, *_ = statuses()
    assert (failed.state, failed.log) == ("failed", str(log))
    assert failed.note.endswith("no such session.")


def test_of_several_searches_the_last_one_counts(results: Results) -> None:
    shared(0, "old").complete(claimed(0, 0.9, name="old"), 0.9)
    shared(0)
    assert {status.state for status in statuses()} == {"waiting"}


@pytest.mark.parametrize("journal", [None, "half a jour\nnal\n"])
def test_without_a_journal_outputs_tell(results: Results, journal: str | None) -> None:
    values: dict[str, int | float | str] = {"core.patch": 4}
    for worker, note in enumerate(("", "out of memory")):
        state = "pruned" if note else "complete"
        trial = Trial.model_validate(
            {"number": worker, "values": values, "scores": [0.1], "state": state, "note": note}
        )
        path = Path("results", layout.SEARCH_WORKER.format(worker=worker))
        path.parent.mkdir(parents=True, exist_ok=True)
        save_trials(WorkerTrials(study="s", trials=[trial]), path)
    if journal:
        path = Path("results", layout.SEARCH_STATE, "journal.log")
        path.parent.mkdir(parents=True)
        path.write_text(journal)
    assert [(status.state, status.note) for status in statuses()[:3]] == [
        ("done", ""),
        ("done", "out of memory"),
        ("waiting", ""),
    ]
