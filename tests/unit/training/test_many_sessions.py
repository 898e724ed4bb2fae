"""Masked modelling of many sessions: whose turn it is, what is learnt of each, how it is scored."""

import math
from collections import Counter

import numpy as np
import pytest
import torch

from neurodag.metrics import trial_r2
from neurodag.models.sessions import session_of
from neurodag.training.devices import generator
from neurodag.training.fit import fit
from neurodag.training.masked import Batch
from tests.unit.training.tiny_run import OTHERS, REGION, SETTINGS, STITCH, make_task_of_many

UNITS = {"a": 6} | {session: units for session, (units, _) in OTHERS.items()}
TRIALS = {"a": 28} | {session: trials for session, (_, trials) in OTHERS.items()}
BATCHES = {session: math.ceil(trials / 8) for session, trials in TRIALS.items()}
PLAIN = STITCH.model_copy(update={"dropout": 0.0, "embedding_dropout": 0.0})


def test_each_epoch_visits_each_trial_of_each_session_once():
    batches = make_task_of_many().batches(generator("any"))
    assert Counter(batch.session for batch in batches) == BATCHES
    for session, trials in TRIALS.items():
        mine = [batch.trials for batch in batches if batch.session == session]
        assert sorted(torch.cat(mine).tolist()) == list(range(trials))
        assert [len(batch) for batch in mine] == [8] * (trials // 8) + [trials % 8]


def test_the_order_is_a_function_of_the_generator():
    def order(key):
        return [(batch.session, batch.trials.tolist()) for batch in task.batches(generator(key))]

    task = make_task_of_many()
    assert order(0) == order(0)
    assert order(0) != order(1)


@pytest.mark.parametrize("place", [0, 5, 9])
def test_at_any_time_it_is_the_turn_of_a_session_by_its_share_of_the_batches(place):
    task, epochs = make_task_of_many(), 500
    seen = Counter(task.batches(generator(epoch))[place].session for epoch in range(epochs))
    for session, batches in BATCHES.items():
        share = batches / sum(BATCHES.values())
        spread = math.sqrt(share * (1 - share) / epochs)
        assert seen[session] / epochs == pytest.approx(share, abs=4 * spread)


@pytest.mark.parametrize("session", UNITS)
def test_the_loss_of_a_batch_is_that_of_its_session_alone(session):
    task = make_task_of_many("inter_region", model=PLAIN)
    trials = torch.tensor([3, 0, 7])
    loss, entries = task.loss(Batch(session, trials), generator("draw"))
    counts = task.recordings[session].train[trials].float()
    hidden = task.recordings[session].scheme.draw(3, 6, generator("draw")).target[0, 0]
    assert len(np.unique(REGION[: UNITS[session]][hidden])) == 1
    log_rates = task.model(torch.where(hidden, 0.0, counts), session=session)
    theirs = torch.nn.functional.poisson_nll_loss(log_rates, counts, reduction="none")
    torch.testing.assert_close(loss, theirs[..., hidden].sum())
    assert entries == 3 * 6 * hidden.sum()

    loss.backward()
    named = dict(task.model.named_parameters())
    without = {name for name, parameter in named.items() if parameter.grad is None}
    assert without == {name for name in named if session_of(name) not in (None, session)}


def scores(task):
    """Of each session, by hand."""
    result = {}
    for session, (_, validation, _) in task.recordings.items():
        masks = [mask for batch, mask in task.validation if batch.session == session]
        visible, target = (
            torch.cat([getattr(mask, name) for mask in masks]) for name in ("visible", "target")
        )
        counts = validation.float()
        log_rates = task.model(torch.where(visible, counts, 0.0), session=session)
        active = counts.sum(dim=(0, 1)).argsort(descending=True)[: task.settings.selection_units]
        expected, seen, where = (
            array[..., active].detach().numpy()
            for array in (log_rates.exp(), counts, target.expand(counts.shape))
        )
        result[session] = np.nanmean(trial_r2(expected, seen, where=where))
    return result


@pytest.mark.parametrize("selection_units", [2, 5])
def test_the_score_is_the_mean_of_those_of_the_sessions(selection_units):
    settings = SETTINGS.model_copy(update={"selection_units": selection_units})
    task = make_task_of_many("neuron", settings, model=PLAIN)
    expected = scores(task)
    assert len(set(expected.values())) == 3
    assert task.score() == pytest.approx(np.mean(list(expected.values())), rel=1e-5)

    recording = task.recordings["b.1"]
    silent = recording._replace(validation=torch.zeros_like(recording.validation))
    task.recordings["b.1"] = silent
    left = [score for session, score in expected.items() if session != "b.1"]
    assert task.score() == pytest.approx(np.mean(left), rel=1e-5)


def test_every_session_learns(tmp_path):
    settings = SETTINGS.model_copy(
        update={"epochs": 30, "learning_rate": 1e-2, "validation_interval": 30}
    )
    task = make_task_of_many("neuron", settings, model=PLAIN)
    before = scores(task)
    fit(task, settings, seed=0, state=tmp_path / "state")
    after = scores(task)
    assert all(after[session] > before[session] + 0.2 for session in UNITS)


@pytest.mark.slow
def test_blocks_are_compiled_once_for_all_sessions():
    settings = SETTINGS.model_copy(update={"compile": True})
    compiled = make_task_of_many("neuron", settings, model=PLAIN)
    plain = make_task_of_many("neuron", model=PLAIN)
    trials = torch.arange(8)

    def loss(task, session):
        return task.loss(Batch(session, trials), generator("draw"))[0]

    loss(compiled, "a")
    with torch.compiler.set_stance("fail_on_recompile"):
        for session in UNITS:
            torch.testing.assert_close(loss(compiled, session), loss(plain, session))
