"""How long jobs took, and which failed."""

import os
import time
from pathlib import Path

import pytest

from neurodag.report.jobs import Failure, Jobs, failures, jobs
from tests.unit.report.conftest import Note

RESULTS, LOGS = Path("results"), Path("results/logs")
TRACEBACK = "Traceback (most recent call last):\n  File \"a.py\", line 1\nKeyError: 'region'\n"
NOW = 1_700_000_000.0


def log(name: str, text: str, changed: float = NOW) -> Path:
    path = LOGS / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.utime(path, (changed, changed))
    return path


def test_several_outputs_of_a_job_count_once(note: Note) -> None:
    for seed, seconds in ((1, 60.0), (2, 30.0)):
        for name in ("weights", "history"):
            told = {"starttime": NOW, "endtime": NOW + seconds, "options": f"--seed {seed}"}
            note(f"results/{seed}/{name}.nc", "train", **told)
    note("results/table.md", "score", starttime=NOW, endtime=NOW + 100)
    assert jobs(RESULTS) == [Jobs("score", 1, 100.0, 100.0), Jobs("train", 2, 90.0, 60.0)]


def test_what_is_gone_or_of_another_folder_does_not_count(note: Note) -> None:
    note("results/table.md", "score", starttime=NOW, endtime=NOW + 1).unlink()
    note("results2/table.md", "score", starttime=NOW, endtime=NOW + 1)
    assert jobs(RESULTS) == []


def test_a_job_whose_times_are_not_known_took_none(note: Note) -> None:
    note("results/table.md", "score", starttime=None, endtime=None)
    assert jobs(RESULTS) == [Jobs("score", 1, 0.0, 0.0)]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (TRACEBACK, "KeyError: 'region'"),
        ("epoch 1/2\ntrain.py: The loss is nan.\n", "train.py: The loss is nan."),
        ("test error: 0.3\nepoch 2/2\n", None),
        ("", None),
    ],
)
def test_logs_that_end_with_an_error_are_failures(text: str, error: str | None) -> None:
    path = log("train/a.log", text)
    log("train/a.txt", TRACEBACK)
    assert failures(LOGS) == ([Failure(path, error)] if error else [])


@pytest.mark.parametrize(
    ("late", "failed"), [(-5.0, False), (0.0, False), (0.9, False), (5.0, True)]
)
def test_the_log_of_a_job_that_finished_is_no_failure_but_a_later_one_is(
    note: Note, late: float, failed: bool
) -> None:
    path = log("score.log", "validation error 0.2\n", NOW + 60 + late)
    note("results/table.md", "score", log=[str(path)], starttime=NOW, endtime=NOW + 60)
    assert bool(failures(LOGS)) == failed


def test_without_logs_nothing_has_failed() -> None:
    assert failures(LOGS) == []


def test_several_hundred_logs_are_quick(note: Note) -> None:
    for number in range(500):
        path = log(f"train/{number}.log", "epoch 1/2\n" * 5000 + "error\n")
        note(f"results/{number}.nc", "train", log=[str(path)], starttime=NOW, endtime=NOW)
    began = time.monotonic()
    assert failures(LOGS) == []
    assert len(jobs(RESULTS)) == 1
    assert time.monotonic() - began < 5


def test_a_log_that_is_gone_since_it_was_listed_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "gone.log").symlink_to(tmp_path / "nowhere")
    assert failures(tmp_path) == []
