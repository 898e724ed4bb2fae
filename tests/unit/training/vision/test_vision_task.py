"""What is paid for predicted responses, how animals share an update, how they are scored."""

import math
import os
import signal

import numpy as np
import pytest
import torch

from neurodag.errors import ConfigError
from neurodag.training.devices import generator
from neurodag.training.fit import fit
from neurodag.training.interrupt import Interrupted
from neurodag.training.vision.task import poisson_loss
from neurodag.training.workers import Workers
from tests.unit.training.vision.planted import CNN, TRAINING, VIT, recordings, session, task

TWO = (session("a", images=40), session("b", images=25, units=5, seed=1))
PLAIN = VIT.model_copy(
    update={
        "core": VIT.core.model_copy(
            update=dict.fromkeys(["patch_dropout", "attention_dropout", "feedforward_dropout"], 0.0)
        )
    }
)


@pytest.fixture(scope="module")
def found():
    return recordings(*TWO)


def test_an_epoch_is_once_the_trials_of_the_animal_with_most(found):
    batches = task(found).batches(generator(0))
    assert [len(batch["a"]) for batch in batches] == [8, 8, 8]
    assert sorted(torch.cat([batch["a"] for batch in batches])) == found["a"].train.tolist()
    assert [len(batch["b"]) for batch in batches] == [8, 7, 8]
    assert sorted(torch.cat([batch["b"] for batch in batches[:2]])) == found["b"].train.tolist()
    again = task(found).batches(generator(1))
    assert [batch["b"].tolist() for batch in again] != [batch["b"].tolist() for batch in batches]


def test_the_poisson_loss_is_the_papers():
    response, expected = torch.tensor([[0.0, 2.0]]), torch.tensor([[0.5, 3.0]])
    by_hand = 0.5 - 0 * math.log(0.5) + 3 - 2 * math.log(3)
    assert poisson_loss(expected, response, 1e-12).item() == pytest.approx(by_hand)
    silent = poisson_loss(torch.zeros(1), torch.tensor([2.0]), 0.25).item()
    assert silent == pytest.approx(0.25 - 2.25 * math.log(0.25))


@pytest.mark.parametrize("network", [CNN, PLAIN])
def test_the_loss_of_an_animal_is_scaled_by_its_trials_and_regularised(found, network):
    ours = task(found, network)
    trials = found["b"].train[[4, 0, 9]]
    ours.model.eval()  # in training, places of the readout would be drawn anew
    drive = ours.model(found["b"].pictures(trials), session="b")
    expected = torch.where(drive > 0, drive + 1, drive.exp())
    response = found["b"].response[trials]
    eps = TRAINING.epsilon
    poisson = (expected + eps - (response + eps) * (expected + eps).log()).sum()
    loss = ours.loss("b", trials)
    torch.testing.assert_close(loss.told, poisson)
    scaled = math.sqrt(15 / 3) * poisson + ours.model.regulariser("b")
    torch.testing.assert_close(loss.objective, scaled)
    assert loss.entries == 3 * 5
    assert ours.model.regulariser("b") > 0


def test_the_score_is_the_mean_over_animals_of_their_units_correlations(found):
    ours = task(found)
    ours.model.eval()
    by_animal = []
    for name, recording in found.items():
        trials = recording.validation
        expected = ours.predict(name, trials).detach().numpy()
        correlation = [
            np.corrcoef(one, other)[0, 1]
            for one, other in zip(expected.T, recording.response[trials].numpy().T, strict=True)
        ]
        by_animal.append(np.mean(correlation))
    assert ours.score() == pytest.approx(np.mean(by_animal), abs=1e-5)


def gradients(ours, batch):
    ours.model.train()
    for loss in ours.losses(batch, generator("draw")):
        loss.objective.backward()
    return {
        name: torch.zeros_like(weight) if weight.grad is None else weight.grad
        for name, weight in ours.model.named_parameters()
    }


class OneOf(Workers):
    """One of several processes, whose share is looked at without starting them."""

    def __init__(self, rank, size):
        self.rank, self.size = rank, size

    def average_gradients(self, model):
        pass


def test_the_shares_of_processes_add_up(found):
    """With dropout and sampled places, which do not depend on who computes them."""
    batch = task(found).batches(generator(0))[0]
    whole = gradients(task(found), batch)
    one, other = (gradients(task(found, workers=OneOf(rank, 2)), batch) for rank in range(2))
    for name, gradient in whole.items():
        torch.testing.assert_close(one[name] + other[name], gradient)
    assert all(gradient.any() for gradient in whole.values())


def test_more_processes_than_animals_are_refused(found):
    with pytest.raises(ConfigError, match=r"3 processes cannot share 2 .*--processes 2 or less"):
        task(found, workers=OneOf(0, 3))


def test_processes_are_refused_where_batches_are_normalised(found):
    with pytest.raises(ConfigError, match=r"Batch normalisation.* cnn .*give --processes 1"):
        task(found, CNN, workers=OneOf(0, 2))


def test_a_frozen_core_does_not_change(found, tmp_path):
    ours = task(found, CNN)
    ours.model.core.requires_grad_(False)
    ours = type(ours)(ours.model, found, TRAINING)
    before = {name: value.clone() for name, value in ours.model.core.state_dict().items()}
    readout = {name: value.clone() for name, value in ours.model.readout.named_parameters()}
    fit(ours, TRAINING, seed=0, state=tmp_path / "state")
    for name, value in ours.model.core.state_dict().items():
        assert torch.equal(value, before[name]), name
    after = dict(ours.model.readout.named_parameters())
    assert not [name for name in after if torch.equal(after[name], readout[name])]


@pytest.mark.parametrize("network", [CNN, VIT])
def test_it_learns_what_units_see(tmp_path, network):
    found = recordings(session("a", images=400), session("b", images=300, seed=5))
    chosen = TRAINING.model_copy(update={"epochs": 12, "batch_size": 16})
    ours = task(found, network, chosen)
    before = ours.score()
    fitted = fit(ours, chosen, seed=0, state=tmp_path / "state")
    assert before < 0.2
    assert fitted.history["validation_correlation"].values[-1] > 0.35
    losses = fitted.history["train_loss"].values
    assert losses[-1] < losses[0]
    assert fitted.history["train_loss"].attrs["long_name"] == "Poisson loss per response"


def test_bfloat16_learns_nearly_the_same(found, tmp_path):
    def last(precision):
        chosen = TRAINING.model_copy(update={"precision": precision})
        fitted = fit(task(found, PLAIN, chosen), chosen, seed=0, state=tmp_path / precision)
        return fitted.history["train_loss"].values[-1]

    assert last("bfloat16") == pytest.approx(last("float32"), rel=0.05)


@pytest.mark.parametrize("network", [CNN, VIT])
@pytest.mark.parametrize("at", [2, 3])
def test_asked_to_stop_it_goes_on_and_ends_the_same(found, tmp_path, network, at):
    def train(ours, state):
        return fit(ours, TRAINING, seed=0, state=tmp_path / state)

    stopped = task(found, network)
    losses, calls = stopped.losses, []

    def losses_and_signal(batch, draw):
        calls.append(batch)
        yield from losses(batch, draw)
        if len(calls) == at:
            os.kill(os.getpid(), signal.SIGTERM)

    stopped.losses = losses_and_signal
    with pytest.raises(Interrupted):
        train(stopped, "stopped")
    again, whole = (train(task(found, network), state) for state in ("stopped", "never"))
    assert again.history.identical(whole.history)
    assert all(torch.equal(again.weights[name], whole.weights[name]) for name in whole.weights)
