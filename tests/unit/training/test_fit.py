"""The loop by itself, on tasks whose every number is known."""

import math
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from neurodag.config import Training
from neurodag.errors import NeurodagError
from neurodag.training.fit import fit
from neurodag.training.one_cycle import OneCycle
from neurodag.training.task import Loss


class Line(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor([1.0, -2.0]))


class Quadratic:
    """Pulls two weights to the targets of the items; scores come from a list."""

    targets = torch.linspace(-1, 1, 14).reshape(7, 2)
    loss_name = "Poisson loss per target"
    loss_units = "nat"
    score_name = "validation_r2"

    def __init__(self, scores=(), entries=2):
        self.model = Line()
        self.scores = list(scores)
        self.entries = entries
        self.seen = []
        self.weights = []
        self.scored_in_training_mode = []

    def batches(self, draw):
        return list(torch.randperm(7, generator=draw).split(3))

    def schedule(self, settings, steps):
        return OneCycle(self.model, settings, steps)

    def losses(self, items, draw):
        assert self.model.training
        self.seen.append(items.tolist())
        loss = (self.model.weight - self.targets[items]).square().sum()
        self.weights.append(self.model.weight.detach().numpy().copy())
        yield Loss(loss, loss, torch.tensor(self.entries * len(items)))

    def score(self):
        self.scored_in_training_mode.append(self.model.training)
        return self.scores.pop(0) if self.scores else 0.0


def settings(**changes):
    return Training(
        **{"epochs": 6, "batch_size": 3, "learning_rate": 0.1, "warmup": 0.3, **changes}
    )


def one_cycle(total, warmup, first, top, last):
    """Up along a cosine in the warm-up, down along another in the other steps."""
    turn, end = warmup * total - 1, total - 1

    def between(a, b, share):
        return b + (a - b) * (1 + math.cos(math.pi * share)) / 2

    return [
        between(first, top, step / turn)
        if step <= turn
        else between(top, last, (step - turn) / (end - turn))
        for step in range(total)
    ]


def test_steps_are_adamw_along_a_one_cycle_schedule(tmp_path):
    task = Quadratic()
    fitted = fit(task, settings(weight_decay=0.2), seed=0, state=tmp_path / "state")
    rates = one_cycle(18, 0.3, 0.01, 0.1, 1e-6)
    momenta = one_cycle(18, 0.3, 0.95, 0.85, 0.95)
    assert fitted.history["learning_rate"].values == pytest.approx(rates[2::3])

    weight, mean, square = np.array([1.0, -2.0]), np.zeros(2), np.zeros(2)
    losses = []
    for step, batch in enumerate(task.seen, start=1):
        rate, momentum = rates[step - 1], momenta[step - 1]
        assert task.weights[step - 1] == pytest.approx(weight, rel=1e-4)
        error = weight - task.targets[batch].numpy()
        losses.append((error**2).sum())
        gradient = 2 * error.sum(axis=0)
        mean = momentum * mean + (1 - momentum) * gradient
        square = 0.999 * square + 0.001 * gradient**2
        weight = weight * (1 - rate * 0.2)
        root = np.sqrt(square / (1 - 0.999**step))
        weight -= rate * mean / (1 - momentum**step) / (root + 1e-8)
    per_entry = np.reshape(losses, (6, 3)).sum(axis=1) / 14
    assert fitted.history["train_loss"].values == pytest.approx(per_entry, rel=1e-4)


def test_each_epoch_visits_each_item_once_in_another_order(tmp_path):
    task = Quadratic()
    fit(task, settings(), seed=0, state=tmp_path / "state")
    items = [item for batch in task.seen for item in batch]
    epochs = [items[start : start + 7] for start in range(0, 42, 7)]
    assert [sorted(epoch) for epoch in epochs] == [list(range(7))] * 6
    assert len({tuple(epoch) for epoch in epochs}) == 6
    assert {len(batch) for batch in task.seen} == {3, 1}


def test_seed_decides_the_order(tmp_path):
    orders = []
    for seed in (0, 0, 1):
        task = Quadratic()
        fit(task, settings(), seed=seed, state=tmp_path / "state")
        orders.append(task.seen)
    assert orders[0] == orders[1] != orders[2]


@pytest.mark.parametrize(
    ("scores", "best"),
    [
        ([0.1, 0.5, 0.3, 0.5, -1.0, 0.0], 2),
        ([-5.0, -4.0, -3.0, -3.5, -3.0, -9.0], 3),
        ([math.nan, 0.2, math.nan, 0.1, 0.0, math.nan], 2),
        ([math.nan] * 6, 6),
        ([-math.inf] * 6, 6),
    ],
)
def test_weights_of_the_best_epoch_are_kept(tmp_path, scores, best):
    task = Quadratic(scores)
    fitted = fit(task, settings(), seed=0, state=tmp_path / "state")
    after = [*task.weights[3::3], task.model.weight.detach().numpy()]
    np.testing.assert_array_equal(fitted.weights["weight"].numpy(), after[best - 1])
    np.testing.assert_array_equal(fitted.history["validation_r2"], scores)
    assert not any(task.scored_in_training_mode)


def test_validation_interval_and_the_last_epoch(tmp_path):
    task = Quadratic([0.4, 0.2])
    history = fit(task, settings(epochs=6, validation_interval=4), seed=0, state=tmp_path / "s")[1]
    nan = math.nan
    np.testing.assert_array_equal(history["validation_r2"], [nan, nan, nan, 0.4, nan, 0.2])
    assert history["epoch"].values.tolist() == [1, 2, 3, 4, 5, 6]


class Parts(Quadratic):
    """A batch in parts of one item each."""

    def losses(self, items, draw):
        for item in items.split(1):
            yield from super().losses(item, draw)


def test_the_gradients_of_parts_are_added_up_before_one_step(tmp_path):
    whole, parts = (
        fit(task, settings(weight_decay=0.1), seed=0, state=tmp_path / "state")
        for task in (Quadratic(), Parts())
    )
    torch.testing.assert_close(parts.weights, whole.weights)
    np.testing.assert_allclose(parts.history["train_loss"], whole.history["train_loss"], rtol=1e-5)


class Turns(Quadratic):
    """Two parameters, of which each batch uses one."""

    def __init__(self):
        self.model = nn.ParameterDict({"a": torch.tensor([1.0]), "b": torch.tensor([1.0])})
        self.seen = []

    def batches(self, draw):
        return ["aabab"[turn] for turn in torch.randperm(5, generator=draw).tolist()]

    def losses(self, batch, draw):
        self.seen.append((batch, *(self.model[name].item() for name in "ab")))
        loss = (self.model[batch] + 3).square().sum()
        yield Loss(loss, loss, torch.tensor(1))

    def score(self):
        return 0.0


def test_a_parameter_moves_only_in_batches_that_use_it(tmp_path):
    """Neither its weight decay nor its momentum goes on in between."""
    task = Turns()
    fit(task, settings(weight_decay=0.5), seed=0, state=tmp_path / "state")
    assert {"".join(batch for batch, *_ in task.seen[:10])} - {"aabab" * 2}
    for (batch, *before), (_, *after) in pairwise(task.seen):
        assert {name for name, x, y in zip("ab", before, after, strict=True) if x != y} == {batch}


def test_divergence_is_told(tmp_path):
    task = Quadratic()
    task.targets = torch.full((7, 2), 1e30)
    with pytest.raises(
        NeurodagError, match=r"loss is inf in epoch 1.*Lower training\.learning_rate.* is 0\.1"
    ):
        fit(task, settings(), seed=0, state=tmp_path / "state")


def test_an_epoch_that_asks_for_nothing_is_no_divergence(tmp_path):
    history = fit(Quadratic(entries=0), settings(), seed=0, state=tmp_path / "state").history
    assert not np.isfinite(history["train_loss"]).any()


@given(epochs=st.integers(1, 12), batch=st.integers(1, 8), warmup=st.sampled_from([0.1, 0.25, 0.5]))
def test_runs_of_any_length_have_a_schedule(tmp_path_factory, epochs, batch, warmup):
    chosen = settings(epochs=epochs, batch_size=batch, warmup=warmup)
    state = tmp_path_factory.getbasetemp() / "never saved"
    rate = fit(Quadratic(), chosen, seed=0, state=state).history["learning_rate"].values
    assert (rate >= 0).all()
    assert (rate <= 0.1 + 1e-9).all()
    assert rate[-1] == pytest.approx(1e-6)
