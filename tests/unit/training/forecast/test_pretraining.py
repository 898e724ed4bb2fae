"""Pre-training: what is paid for reconstructions, how codes are kept in use, how it is scored."""

import numpy as np
import pytest
import torch

from neurodag.errors import SessionError
from neurodag.models.forecast.patches import draw_mask
from neurodag.training.devices import generator
from neurodag.training.fit import fit
from neurodag.training.forecast.pretraining import reconstruction_error
from tests.unit.training.forecast.responding import (
    NETWORK,
    WINDOWS,
    observed,
    pretraining,
    session,
)

TWO = (session("a"), session("b", units=3, presentations=24, seed=1))
LENGTH = WINDOWS.baseline_frames + WINDOWS.response_frames
PATCHES = LENGTH // NETWORK.patch
PLAIN = {"network": NETWORK.model_dump() | {"quantizer": None}}


@pytest.fixture(scope="module")
def found():
    return observed(*TWO)


def test_the_error_of_an_observation_is_that_of_equation_2():
    draw = np.random.default_rng(0)
    signals, remade = draw.normal(size=(2, 3, 8))
    hidden = np.array([[1, 0, 0, 1], [0, 0, 0, 0], [1, 1, 1, 1]], dtype=bool)
    error = reconstruction_error(*map(torch.from_numpy, (remade, signals, hidden)), 2.0)
    by_hand = []
    for one, other, mask in zip(remade, signals, hidden, strict=True):
        parts = {True: [], False: []}
        for frame in range(8):
            parts[bool(mask[frame // 2])].append((one[frame] - other[frame]) ** 2)
        masked, unmasked = (np.mean(parts[key]) if parts[key] else 0 for key in (True, False))
        by_hand.append(2 * masked + unmasked)
    np.testing.assert_allclose(error, by_hand)


def test_active_observations_weigh_more(found):
    task = pretraining(found, masked_weight=3.0)
    batch = task.train.split(5)[0]  # all of the first session
    (loss,) = task.losses(batch, generator("draw"))
    presentations, one = batch.presentation, found["a"]
    cut = one.cut(*one.every_unit(presentations))
    labels = torch.cat([each.active[each.of("train")].flatten() for each in found.values()])
    beta = (~labels).sum() / labels.sum()
    hidden = draw_mask(len(cut.signal), PATCHES, task.settings.masking, generator("draw"))
    fresh = pretraining(found, masked_weight=3.0)  # whose codes are not replaced yet
    made = fresh.model(cut.signal, hidden)
    error = reconstruction_error(made.signals, cut.signal, hidden, 3.0)
    assert cut.active.any()
    expected = (torch.where(cut.active, 1 + beta, 1) * error).mean() + made.loss
    torch.testing.assert_close(loss.objective, expected)
    torch.testing.assert_close(loss.told, expected * len(cut.signal))
    assert loss.entries == 5 * one.units


def test_sampling_takes_as_many_inactive_ones(found):
    task = pretraining(found, balance="sampling")
    batch = task.batches(generator(0))[0]
    (loss,) = task.losses(batch, generator("draw"))
    sessions = list(found.values())
    active = sum(
        sessions[place].active[presentation].sum().item()
        for place, presentation in zip(*map(torch.Tensor.tolist, batch), strict=True)
    )
    assert loss.entries == 2 * active


def test_an_epoch_mixes_the_sessions_and_has_every_presentation_once(found):
    batches = pretraining(found).batches(generator(0))
    assert any(len(set(batch.session.tolist())) == 2 for batch in batches)
    seen = sorted(
        pair for batch in batches for pair in zip(*(each.tolist() for each in batch), strict=True)
    )
    assert seen == [
        (place, presentation)
        for place, one in enumerate(found.values())
        for presentation in one.of("train").tolist()
    ]
    again = pretraining(found).batches(generator(1))
    assert any(not torch.equal(*pair) for pair in zip(batches[0], again[0], strict=True))


def test_codes_are_replaced_when_the_gradients_are_known(found):
    network = NETWORK.model_dump()
    network["quantizer"]["replace_after"] = 1
    task = pretraining(found, network=network)
    codebook = task.model.codebook
    before = codebook.entries.detach().clone()
    losses = task.losses(task.train.split(8)[0], generator("draw"))
    next(losses).objective.backward()
    assert torch.equal(codebook.entries, before)
    assert next(losses, None) is None
    replaced = (codebook.entries != before).any(dim=1)
    assert 0 < replaced.sum() < len(before)


def test_the_score_is_the_weighted_r2_of_what_is_hidden(found):
    task = pretraining(found)
    score = task.score()
    assert task.score() == score
    draw, rows = generator(0, "validation"), []
    for one in found.values():
        for part in one.of("validation").split(8):
            cut = one.cut(*one.every_unit(part))
            hidden = draw_mask(len(cut.signal), PATCHES, task.settings.masking, draw)
            made = task.model(cut.signal, hidden).signals.detach()
            for signal, remade, active, mask in zip(
                cut.signal, made, cut.active, hidden.repeat_interleave(2, dim=1), strict=True
            ):
                weight = 1 + task.beta if active else 1.0
                rows += [(weight, x, y) for x, y in zip(signal[mask], remade[mask], strict=True)]
    weight, seen, remade = np.array(rows, dtype=float).T
    spread = np.average((seen - np.average(seen, weights=weight)) ** 2, weights=weight)
    expected = 1 - np.average((seen - remade) ** 2, weights=weight) / spread
    assert score == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("changes", [{}, PLAIN])
def test_it_learns_to_fill_in_responses(tmp_path, changes):
    training = {"epochs": 12, "batch_size": 2, "learning_rate": 0.01}
    task = pretraining(observed(session(presentations=90)), training=training, **changes)
    history = fit(task, task.settings.training, seed=0, state=tmp_path / "state").history
    assert history["validation_r2"][0] < 0.2
    assert history["validation_r2"].max() > 0.5
    assert history["train_loss"][-1] < history["train_loss"][0] / 2
    assert "eq. 2" in history["train_loss"].attrs["long_name"]


def test_half_precision_pays_nearly_the_same(found):
    def paid(precision):
        training = {"precision": precision, "batch_size": 8}
        task = pretraining(found, training=training)
        (loss,) = task.losses(task.train.split(8)[0], generator("draw"))
        return loss.objective.item()

    assert paid("bfloat16") == pytest.approx(paid("float32"), rel=0.05)


def test_sessions_without_an_active_unit_are_refused():
    silent = session("a")
    silent["fluorescence"].values[:] = 100.0
    with pytest.raises(SessionError, match="No unit is active"):
        pretraining(observed(silent))
