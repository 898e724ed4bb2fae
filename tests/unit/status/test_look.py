"""The state of a run, told from its files."""

import subprocess
import sys

import numpy as np
import pytest
import xarray as xr

from neurodag import layout
from neurodag.files import save_netcdf
from neurodag.status.look import RunStatus, look_at
from tests.unit.status.conftest import RUN, Results

EPOCHS = 40
TRACEBACK = "Traceback (most recent call last):\n  File \"a.py\", line 1\nKeyError: 'region'\n"


def status() -> RunStatus:
    return look_at(RUN, ("ablation",), "results", EPOCHS)


def finished_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_nothing_there_is_waiting(results: Results) -> None:
    assert (status().state, status().epoch, status().log) == ("waiting", 0, None)


def test_a_fresh_report_of_a_live_process_is_running(results: Results) -> None:
    results.report(epoch=12, seconds_left=90.0, slurm_job_id="7_1")
    assert (status().state, status().epoch, status().epochs) == ("running", 12, 40)
    assert (status().seconds_left, status().slurm_job_id) == (90.0, "7_1")
    assert status().best_validation == 0.25


def test_a_killed_process_of_this_machine_is_stopped_at_once(results: Results) -> None:
    pid = finished_process()
    results.report(pid=pid)
    assert status().state == "stopped"
    assert status().note == f"its process {pid} is gone"
    assert status().seconds_left is None


def test_a_process_elsewhere_is_stopped_when_it_is_silent_for_long(results: Results) -> None:
    elsewhere = {"host": "another-node", "pid": finished_process(), "silence_s": 300}
    results.report(age=290, **elsewhere)
    assert status().state == "running"
    results.report(age=720, **elsewhere)
    assert (status().state, status().note) == ("stopped", "no sign of life for 12 min")


def test_a_run_that_was_asked_to_stop_is_stopped(results: Results) -> None:
    results.report(state="stopped", age=9999)
    results.log("epoch 3/40\nstopped in epoch 3; the state is saved in x.pt\n")
    assert (status().state, status().note, status().epoch) == ("stopped", "", 3)


@pytest.mark.parametrize(
    ("log", "note"),
    [
        (f"temporal: 10 parameters\n{TRACEBACK}", "KeyError: 'region'"),
        (f"{TRACEBACK}\nDuring handling …:\n\n{TRACEBACK[:-9]}'", "KeyError: '"),
        ("train_network.py: The training loss is nan.\n", "train_network.py: The training loss"),
        ("usage: train_network.py\ntrain_network.py: error: no such option\n\n", "error: no such"),
        ("python: can't open file 'train_network.py'\n", "can't open file"),
    ],
)
@pytest.mark.parametrize("report", [None, "failed", "finished"])
def test_a_log_that_ends_with_an_error_is_failed(
    results: Results, log: str, note: str, report: str | None
) -> None:
    path = results.log(log)
    if report:
        results.report(state=report, pid=finished_process())
    assert status().state == "failed"
    assert note in status().note
    assert status().log == str(path)


def test_a_run_that_was_started_again_after_its_failure_is_running(results: Results) -> None:
    results.log(TRACEBACK)
    results.report()
    assert status().state == "running"


@pytest.mark.parametrize(("age", "state"), [(5, "running"), (5000, "waiting")])
def test_a_log_without_a_report_is_a_start(results: Results, age: float, state: str) -> None:
    results.log("", age)
    assert status().state == state


def test_outputs_that_were_deleted_are_waited_for(results: Results) -> None:
    results.report(state="finished", epoch=40, pid=finished_process())
    results.log("epoch 40/40\n")
    assert status().state == "waiting"


def test_a_run_between_its_last_epoch_and_its_outputs_is_running(results: Results) -> None:
    results.report(state="finished", epoch=40)
    assert (status().state, status().note) == ("running", "writing its weights")


def test_a_run_that_failed_without_a_word_is_failed(results: Results) -> None:
    results.report(state="failed", epoch=7)
    assert (status().state, status().note) == ("failed", "its log names no error")


def test_a_done_run_tells_its_scores_from_its_report(results: Results) -> None:
    results.outputs()  # which are empty: they are not looked into
    results.report(state="finished", epoch=40, validation=0.2)
    assert (status().state, status().epoch) == ("done", 40)
    assert (status().validation, status().best_validation) == (0.2, 0.25)


@pytest.mark.parametrize("score", ["validation_r2", "validation_correlation"])
def test_a_done_run_without_a_report_tells_its_scores_from_its_history(
    results: Results, score: str
) -> None:
    scores = np.array([np.nan, 0.3, np.nan, 0.2, np.nan])
    folder = results.outputs()
    save_netcdf(xr.Dataset({score: ("epoch", scores)}), folder / "history.nc")
    assert (status().state, status().epoch, status().epochs) == ("done", 5, 5)
    assert (status().validation, status().best_validation) == (0.2, 0.3)


def test_a_history_that_cannot_be_read_costs_the_scores_only(results: Results) -> None:
    results.outputs()
    assert (status().state, status().validation) == ("done", None)


def test_half_a_report_is_none(results: Results) -> None:
    results.report()
    path = results.path(layout.RUN.report)
    path.write_text(path.read_text()[:40])
    assert status().state == "waiting"
