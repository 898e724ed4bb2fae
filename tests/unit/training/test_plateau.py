"""The learning rate of V1T: when it falls, when training ends, what is restored."""

import os
import signal

import numpy as np
import pytest
import torch
from torch import nn

from neurodag.config.vision import VisionTraining
from neurodag.training.fit import fit
from neurodag.training.interrupt import Interrupted
from neurodag.training.plateau import Plateau
from neurodag.training.report import read_report
from tests.unit.training.test_fit import Quadratic

RISING = [0.1, 0.2, 0.1, 0.2, 0.2, 0.1, 0.3, 0.2, 0.2, 0.2, 0.1, 0.1, 0.1, 0.9]
"""Best in epochs 1, 2 and 7; with a patience of 1, training ends after epoch 13."""


def settings(**changes):
    given = {"epochs": 20, "learning_rate": 0.1, "patience": 1, "reductions": 2, "reduction": 0.5}
    return VisionTraining(**given | changes)


class Waiting(Quadratic):
    """Three steps an epoch; notes the weights before each."""

    score_name = "validation_correlation"

    def schedule(self, settings, steps):
        return Plateau(self.model, settings)


def train(tmp_path, task, chosen, state="state.pt"):
    return fit(task, chosen, seed=0, state=tmp_path / state)


def test_the_rate_falls_after_patience_is_exceeded_and_training_ends_after_the_reductions():
    schedule = Plateau(nn.Linear(1, 1), settings(patience=2))
    seen = []
    for epoch, better in enumerate("B--- ---B--- --- ---".replace(" ", ""), start=1):
        back = schedule.finish_epoch(better == "B")
        seen.append((epoch, round(schedule.rate, 6), back, schedule.ended))
    changes = [line for line in seen if line[2] or line[3]]
    assert changes == [
        (4, 0.05, True, False),
        (7, 0.025, True, False),
        (11, 0.0125, True, False),  # the better score in epoch 8 has reset the count
        (14, 0.00625, True, False),
        (17, 0.00625, False, True),
    ]


def test_with_the_papers_settings_eleven_epochs_are_waited():
    schedule = Plateau(nn.Linear(1, 1), VisionTraining())
    schedule.finish_epoch(True)
    rates = []
    while not schedule.ended:
        rates.append(schedule.rate)
        schedule.finish_epoch(False)
    assert rates == pytest.approx([1.647e-3] * 11 + [4.941e-4] * 11 + [1.4823e-4] * 11)


def test_a_run_follows_its_schedule(tmp_path):
    task = Waiting(RISING)
    fitted = train(tmp_path, task, settings())
    history = fitted.history
    np.testing.assert_array_equal(history["validation_correlation"], RISING[:13])
    rates = [0.1] * 4 + [0.05] * 2 + [0.025] * 3 + [0.0125] * 2 + [0.00625] * 2
    assert history["learning_rate"].values == pytest.approx(rates)

    before = {epoch: task.weights[3 * (epoch - 1)] for epoch in range(1, 14)}
    for best, reduced in {2: (4, 6), 7: (9, 11)}.items():
        for epoch in reduced:
            np.testing.assert_array_equal(before[epoch + 1], before[best + 1])
    np.testing.assert_array_equal(fitted.weights["weight"].numpy(), before[8])


def test_the_epochs_are_the_most_that_a_run_has(tmp_path):
    history = train(tmp_path, Waiting(RISING), settings(epochs=8)).history
    assert history.sizes["epoch"] == 8


def test_steps_are_adamw_with_the_settings_second_moment(tmp_path):
    task = Waiting()
    chosen = settings(epochs=4, weight_decay=0.2, second_moment=0.9, patience=9)
    train(tmp_path, task, chosen)
    weight, mean, square = np.array([1.0, -2.0]), np.zeros(2), np.zeros(2)
    for step, batch in enumerate(task.seen, start=1):
        assert task.weights[step - 1] == pytest.approx(weight, rel=1e-4)
        gradient = 2 * (weight - task.targets[batch].numpy()).sum(axis=0)
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.9 * square + 0.1 * gradient**2
        weight = weight * (1 - 0.1 * 0.2)
        weight -= 0.1 * mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.9**step)) + 1e-8)


class Stopped(Waiting):
    """Is asked to stop in its step `at`."""

    at = 0

    def losses(self, items, draw):
        yield from super().losses(items, draw)
        if len(self.seen) == self.at:
            os.kill(os.getpid(), signal.SIGTERM)


@pytest.mark.parametrize("step", [8, 12, 27, 38])
def test_wherever_it_is_stopped_it_goes_on_as_if_it_had_not_been(tmp_path, step):
    """Also right after a reduction, whose restored weights are part of the state."""
    whole = train(tmp_path, Waiting(RISING), settings(), "never.pt")
    task = Stopped(RISING)
    task.at = step
    with pytest.raises(Interrupted):
        train(tmp_path, task, settings())
    scored = step // 3
    again = train(tmp_path, Waiting(RISING[scored:]), settings())
    assert again.history.identical(whole.history)
    assert torch.equal(again.weights["weight"], whole.weights["weight"])


def test_a_run_that_ended_early_is_not_taken_up_again(tmp_path):
    first = fit(Waiting(RISING), settings(), seed=0, state=tmp_path / "state.pt", save_every=0)
    task = Waiting()
    again = train(tmp_path, task, settings())
    assert not task.seen
    assert again.history.identical(first.history)
    report = read_report(tmp_path / "state.json")
    assert (report.state, report.epoch, report.epochs) == ("finished", 13, 13)


def test_the_log_says_that_it_is_done(tmp_path, capsys):
    train(tmp_path, Waiting(RISING), settings())
    assert "epoch 13/13" in capsys.readouterr().err.splitlines()[-1]
    report = read_report(tmp_path / "state.json")
    assert (report.state, report.epoch, report.epochs) == ("finished", 13, 13)
