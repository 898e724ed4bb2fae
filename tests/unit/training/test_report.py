"""What a run tells about itself, whatever happens to it."""

import json
import math
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from neurodag.training import report
from neurodag.training.interrupt import Interrupted
from neurodag.training.report import ReportWriter, read_report, slurm_job_id


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "run.json"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds that the writer sees, in a list of one."""
    now = [5000.0]
    monkeypatch.setattr(report.time, "monotonic", lambda: now[0])
    return now


def test_a_run_that_begins_says_so_at_once(path: Path) -> None:
    before = time.time()
    with ReportWriter(path, epochs=50, done=20):
        told = read_report(path)
    assert told is not None
    assert (told.state, told.epoch, told.epochs) == ("running", 20, 50)
    assert (told.pid, told.host) == (os.getpid(), socket.gethostname())
    assert before <= told.started <= told.updated <= time.time()
    assert told.seconds_left is None
    assert told.validation is None


def test_time_left_is_at_the_pace_of_this_process(path: Path, clock: list[float]) -> None:
    with ReportWriter(path, epochs=100, done=80) as writer:  # the first 80 took no time here
        clock[0] += 30
        writer.epoch(85, 0.5, 0.1, 0.2)
        told = read_report(path)
    assert told is not None
    assert told.seconds_left == pytest.approx(15 / 5 * 30)


def test_reports_are_written_at_intervals_and_at_the_end(path: Path, clock: list[float]) -> None:
    told = []
    with ReportWriter(path, epochs=100, interval=10) as writer:
        for epoch in range(1, 101):
            clock[0] += 1
            writer.epoch(epoch, 1.0, 0.0, 0.0)
            told.append(json.loads(path.read_text())["epoch"])
    assert sorted(set(told)) == list(range(0, 101, 10))
    last = read_report(path)
    assert last is not None
    assert (last.state, last.epoch) == ("finished", 100)


def test_scores_that_are_none_are_told_as_none(path: Path, clock: list[float]) -> None:
    with ReportWriter(path, epochs=4, interval=0) as writer:
        writer.epoch(1, math.nan, math.nan, -math.inf)
        told = read_report(path)
        assert told is not None
        assert (told.train_loss, told.validation, told.best_validation) == (None, None, None)
        writer.epoch(2, 0.5, 0.3, 0.3)
        writer.epoch(3, 0.4, math.nan, 0.3)
        told = read_report(path)
        assert told is not None
        assert (told.train_loss, told.validation, told.best_validation) == (0.4, 0.3, 0.3)


def test_silence_is_measured_by_the_longest_epoch(path: Path, clock: list[float]) -> None:
    with ReportWriter(path, epochs=9, interval=10) as writer:
        for seconds in (100, 700, 2):
            clock[0] += seconds
            writer.epoch(1, 0.0, 0.0, 0.0)
        assert writer.report.silence_s == 60 + 5 * 700


@pytest.mark.parametrize(
    ("error", "state"), [(Interrupted("asked"), "stopped"), (ZeroDivisionError(), "failed")]
)
def test_how_a_run_ended_is_told(path: Path, error: Exception, state: str) -> None:
    def train() -> None:
        with ReportWriter(path, epochs=9) as writer:
            writer.epoch(3, 0.1, 0.2, 0.3)
            raise error

    with pytest.raises(type(error)):
        train()
    told = read_report(path)
    assert told is not None
    assert (told.state, told.epoch, told.best_validation) == (state, 3, 0.3)


def test_a_killed_run_leaves_its_last_report(path: Path) -> None:
    program = (
        "import os, pathlib, signal, sys\n"
        "from neurodag.training.report import ReportWriter\n"
        "with ReportWriter(pathlib.Path(sys.argv[1]), 9, interval=0) as writer:\n"
        "    writer.epoch(4, 0.1, 0.2, 0.3)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    run = subprocess.run([sys.executable, "-c", program, path])
    assert run.returncode == -signal.SIGKILL
    told = read_report(path)
    assert told is not None
    assert (told.state, told.epoch) == ("running", 4)


def test_a_report_that_cannot_be_written_ends_no_run(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with ReportWriter(tmp_path / "file" / "run.json", epochs=2, interval=0) as writer:
        writer.epoch(1, 0.1, 0.2, 0.3)
    assert read_report(tmp_path / "file" / "run.json") is None


@pytest.mark.parametrize("content", ["", '{"state": "running", "epo', "[]", '{"state": "asleep"}'])
def test_what_is_no_report_is_none(path: Path, content: str) -> None:
    path.parent.mkdir()
    path.write_text(content)
    assert read_report(path) is None


def test_nothing_is_left_beside_the_report(path: Path) -> None:
    with ReportWriter(path, epochs=2, interval=0) as writer:
        writer.epoch(1, 0.1, 0.2, 0.3)
    assert list(path.parent.iterdir()) == [path]


def test_the_job_is_named_as_squeue_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SLURM_JOB_ID", "SLURM_ARRAY_JOB_ID", "SLURM_ARRAY_TASK_ID"):
        monkeypatch.delenv(name, raising=False)
    assert slurm_job_id() is None
    monkeypatch.setenv("SLURM_JOB_ID", "812")
    assert slurm_job_id() == "812"
    monkeypatch.setenv("SLURM_ARRAY_JOB_ID", "807")
    monkeypatch.setenv("SLURM_ARRAY_TASK_ID", "5")
    assert slurm_job_id() == "807_5"
