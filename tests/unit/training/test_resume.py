"""A run that is killed, stopped or refused: it goes on, and ends with the same bytes."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest
import torch

from neurodag.errors import NeurodagError
from neurodag.training.fit import fit
from neurodag.training.interrupt import SIGNALS, Interrupted
from neurodag.training.report import read_report
from tests.unit.training import tiny_run
from tests.unit.training.tiny_run import SETTINGS, make_task, make_task_of_many, write

FILES = ("weights.safetensors", "history.nc")
LONG = SETTINGS.model_copy(update={"epochs": 20})
SHORT = SETTINGS.model_copy(update={"epochs": 4})


def start(folder, pause=0.0):
    folder.mkdir(exist_ok=True)
    options = ["--sessions=many", f"--epochs={LONG.epochs}", f"--pause={pause}"]
    return subprocess.Popen(
        [sys.executable, tiny_run.__file__, folder, *options],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        stderr=subprocess.DEVNULL,
    )


def saved_step(folder):
    try:
        return torch.load(folder / "state.pt", weights_only=True)["record"]["step"]
    except FileNotFoundError:
        return 0


def test_killed_again_and_again_ends_with_the_same_bytes(tmp_path):
    folder, steps = tmp_path / "killed", 10 * LONG.epochs
    for step in sorted(random.Random(0).sample(range(steps // 2), 3)):
        run = start(folder, pause=0.01)
        while saved_step(folder) < step:
            assert run.poll() is None, f"ended with {run.returncode} before step {step}"
            time.sleep(0.01)
        run.kill()
        assert run.wait() == -signal.SIGKILL
        assert step <= saved_step(folder) < steps
        assert not (folder / "history.nc").exists()
    assert start(folder).wait() == 0
    write(fit(make_task_of_many(), LONG, seed=0, state=tmp_path / "never saved"), tmp_path)
    for name in FILES:
        assert (folder / name).read_bytes() == (tmp_path / name).read_bytes(), name


def interrupt(task, at, signum):
    """Have `task` send its own process a signal in its step `at`."""
    loss, calls = task.loss, []

    def loss_and_signal(batch, draw):
        calls.append(batch)
        if len(calls) == at:
            os.kill(os.getpid(), signum)
        return loss(batch, draw)

    task.loss = loss_and_signal
    return task


@pytest.mark.parametrize("signum", SIGNALS)
@pytest.mark.parametrize("steps", [[1], [4], [3, 2, 5]])
def test_asked_to_stop_saves_its_state_and_goes_on(tmp_path, signum, steps):
    state = tmp_path / "state" / "run.pt"
    before = signal.getsignal(signum)
    done = 0
    for at in steps:
        with pytest.raises(Interrupted, match=r"the state is saved in .*run\.pt"):
            fit(interrupt(make_task(), at, signum), SHORT, seed=0, state=state)
        done += at
        assert torch.load(state, weights_only=True)["record"]["step"] == done
        assert signal.getsignal(signum) == before
    (tmp_path / "whole").mkdir()
    write(fit(make_task(), SHORT, seed=0, state=state), tmp_path)
    write(fit(make_task(), SHORT, seed=0, state=tmp_path / "none"), tmp_path / "whole")
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (tmp_path / "whole" / name).read_bytes(), name


@pytest.mark.parametrize("steps", [[1, 1, 1], [7, 4], [10]])
def test_many_sessions_go_on_wherever_in_an_epoch_they_stopped(tmp_path, steps):
    settings = SHORT.model_copy(update={"epochs": 2})

    def train(task, state):
        return fit(task, settings, seed=0, state=tmp_path / state)

    for at in steps:
        with pytest.raises(Interrupted):
            train(interrupt(make_task_of_many(), at, signal.SIGTERM), "stopped")
    stopped, whole = (train(make_task_of_many(), state) for state in ("stopped", "never"))
    assert stopped.history.identical(whole.history)
    assert all(torch.equal(stopped.weights[name], whole.weights[name]) for name in whole.weights)


def test_asked_to_stop_in_the_last_step_it_is_done(tmp_path):
    last = 4 * SHORT.epochs
    fitted = fit(
        interrupt(make_task(), last, signal.SIGTERM), SHORT, seed=0, state=tmp_path / "state"
    )
    assert fitted.history.sizes["epoch"] == SHORT.epochs


def test_a_finished_state_needs_no_further_step(tmp_path):
    state = tmp_path / "state"
    first = fit(make_task(), SHORT, seed=0, state=state, save_every=0)
    task = make_task()
    task.loss = None
    again = fit(task, SHORT, seed=0, state=state)
    assert again.history.identical(first.history)
    assert all(torch.equal(again.weights[name], first.weights[name]) for name in first.weights)


@pytest.mark.parametrize(
    "other",
    [
        {"settings": SHORT.model_copy(update={"learning_rate": 1e-4})},
        {"seed": 1},
        {"run": "session b"},
        {"trials": 12},
    ],
)
def test_state_of_another_run_is_not_continued(tmp_path, other, capsys):
    def train(name, settings=SHORT, seed=0, run="session a", **task):
        state = tmp_path / name
        return fit(make_task(**task), settings, seed=seed, state=state, save_every=0, run=run)

    train("run.pt")
    anew = train("run.pt", **other).weights
    assert "run.pt holds the unfinished run of other settings; starting" in capsys.readouterr().out
    undisturbed = train("undisturbed.pt", **other).weights
    assert all(torch.equal(anew[name], undisturbed[name]) for name in anew)


@pytest.mark.parametrize("damage", [lambda whole: b"", lambda whole: whole[:-100], lambda _: b"?"])
def test_damaged_state_is_refused(tmp_path, damage):
    state = tmp_path / "run.pt"
    fit(make_task(), SHORT, seed=0, state=state, save_every=0)
    state.write_bytes(damage(state.read_bytes()))
    with pytest.raises(NeurodagError, match=r"run\.pt cannot be read .* delete it to start anew"):
        fit(make_task(), SHORT, seed=0, state=state)


def test_only_the_report_is_left_beside_the_state(tmp_path):
    fit(make_task(), SHORT, seed=0, state=tmp_path / "run.pt", save_every=0)
    assert sorted(os.listdir(tmp_path)) == ["run.json", "run.pt"]


def test_report_tells_how_far_a_run_is(tmp_path):
    state, report = tmp_path / "run.pt", tmp_path / "run.json"
    with pytest.raises(Interrupted):
        fit(interrupt(make_task(), 9, signal.SIGUSR2), SHORT, seed=0, state=state)
    stopped = read_report(report)
    assert (stopped.state, stopped.epoch, stopped.epochs) == ("stopped", 2, 4)
    record = torch.load(state, weights_only=True)["record"]
    assert stopped.train_loss == pytest.approx(record["rows"][-1][0])
    assert stopped.best_validation == pytest.approx(record["best_score"])
    fit(make_task(), SHORT, seed=0, state=state)
    assert (read_report(report).state, read_report(report).epoch) == ("finished", 4)
