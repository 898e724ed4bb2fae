"""Tasks on one session: what is paid, how forecasts and labels are scored, that they learn."""

import os
import signal

import numpy as np
import pytest
import torch
from pydantic import TypeAdapter
from torch.nn import functional

from neurodag.config import forecast as config
from neurodag.metrics.classification import classification_scores
from neurodag.training.devices import generator, seed_everything
from neurodag.training.fit import fit
from neurodag.training.forecast.adaptation import adaptation
from neurodag.training.forecast.competitor import competition, whole
from neurodag.training.interrupt import Interrupted
from tests.unit.training.forecast.responding import (
    TASK,
    WINDOWS,
    observed,
    pretraining,
    quantizing,
    session,
)

BEFORE = WINDOWS.baseline_frames
KINDS = ("activation", "codes", "signals")


@pytest.fixture(scope="module")
def found():
    return observed(session())["a"]


@pytest.fixture(scope="module")
def many():
    """More presentations of the same."""
    return observed(session(presentations=90))["a"]


def downstream(found, predicted, training=TASK, **changes):
    run = config.DownstreamRun(windows=WINDOWS, training=training, **changes)
    return adaptation(quantizing(), predicted, found, run)


def against(found, predicted, kind, training=TASK, **changes):
    settings = TypeAdapter(config.Competitor).validate_python({"kind": kind} | changes)
    run = config.CompetitorRun(windows=WINDOWS, competitor=settings, training=training)
    seed_everything(0, "weights")
    return competition(predicted, found, run)


def everything(task, part="train"):
    return task.cut(task.observed.of(part))


def test_an_epoch_has_every_training_presentation_once(found):
    task = downstream(found, "activation")
    batches = task.batches(generator(0))
    assert [len(batch) for batch in batches[:-1]] == [8] * (len(batches) - 1)
    assert sorted(torch.cat(batches).tolist()) == found.of("train").tolist()
    assert not torch.equal(task.batches(generator(1))[0], batches[0])


def test_what_the_history_tells_is_the_mean_over_observations(found):
    task = downstream(found, "activation")
    presentations = found.of("train")[:3]
    (loss,) = task.losses(presentations, generator(0))
    assert loss.entries == 3 * found.units
    torch.testing.assert_close(loss.told / loss.entries, loss.objective)


def test_labels_are_paid_by_their_cross_entropy(found):
    task = downstream(found, "activation")
    cut = everything(task)
    chances = task.model(cut.signal[:, :BEFORE], cut.unit, cut.stimulus).softmax(dim=1)
    by_hand = -torch.where(cut.active, chances[:, 1], chances[:, 0]).log().mean()
    torch.testing.assert_close(task.loss(cut), by_hand)


@pytest.mark.parametrize("balanced", [False, True])
def test_codes_are_paid_by_equation_4(found, balanced):
    task = downstream(found, "codes", balance_codes=balanced)
    cut = everything(task)
    logs = task.model(cut.signal[:, :BEFORE], cut.unit, cut.stimulus).log_softmax(dim=-1)
    codes = task.model.pretrained.codes(cut.signal)[:, BEFORE // 2 :]
    assert len(codes.unique()) > 1
    right = -logs.gather(2, codes[..., None])[..., 0]
    weight = 1 / functional.one_hot(codes, 6).sum(dim=(0, 1)).clamp(min=1)
    weight = weight[codes] if balanced else torch.ones_like(right)
    by_hand = codes.shape[1] * (weight * right).sum() / weight.sum()
    torch.testing.assert_close(task.loss(cut), by_hand)


def test_frames_are_paid_by_their_squared_error(found):
    task = downstream(found, "signals")
    cut = everything(task)
    forecast = task.model.forecast(cut.signal[:, :BEFORE], cut.unit, cut.stimulus)
    by_hand = (forecast - cut.signal[:, BEFORE:]).square().mean()
    torch.testing.assert_close(task.loss(cut), by_hand)


def test_labels_are_scored_by_balanced_accuracy(many):
    task = downstream(many, "activation")
    cut = everything(task, "validation")
    predicted = task.logits(cut).argmax(dim=1)
    scores = classification_scores(cut.active.numpy(), predicted.numpy())
    assert task.score() == pytest.approx(scores["balanced_accuracy"])


@pytest.mark.parametrize("kind", ["codes", "signals"])
def test_forecasts_are_scored_by_their_mean_correlation(found, kind):
    task = downstream(found, kind)
    task.model.eval()
    cut = everything(task, "validation")
    forecast = task.model.forecast(cut.signal[:, :BEFORE], cut.unit, cut.stimulus)
    rows = zip(forecast.numpy(), cut.signal[:, BEFORE:].numpy(), strict=True)
    by_hand = np.mean([np.corrcoef(one, other)[0, 1] for one, other in rows])
    assert task.score() == pytest.approx(by_hand, abs=1e-5)


def test_constant_forecasts_have_no_score(found):
    assert np.isnan(against(found, "signals", "persistence").score())


def test_competitors_are_given_whole_presentations(found):
    presentations = found.of("train")[[2, 0]]
    shown = whole(found, found.cut(*found.every_unit(presentations)))
    for place, presentation in enumerate(presentations):
        for unit in range(found.units):
            one = found.cut(presentation[None], torch.tensor([unit]))
            seen = torch.cat([shown.baseline, shown.response], dim=1)[place, :, unit]
            assert torch.equal(seen, one.signal[0])
            assert shown.stimulus[place] == one.stimulus
    assert shown.baseline.shape == (2, BEFORE, found.units)


def test_forecasts_of_competitors_are_those_of_their_units(found):
    task = against(found, "signals", "mean", over="responses_to_stimulus")
    cut = everything(task, "validation")
    train = everything(task)
    forecast = task.forecast(cut)
    for place in (0, 3, 7):
        same = (train.unit == cut.unit[place]) & (train.stimulus == cut.stimulus[place])
        mean = train.signal[same, BEFORE:].mean(dim=0)
        torch.testing.assert_close(forecast[place], mean, rtol=1e-4, atol=1e-6)
    assert task.score() > 0.9


LEARNT = {
    "activation": lambda found, training: downstream(found, "activation", training),
    "codes": lambda found, training: downstream(found, "codes", training),
    "signals": lambda found, training: downstream(found, "signals", training),
    "against activation": lambda found, training: against(
        found, "activation", "lstm", training, width=16
    ),
    "against signals": lambda found, training: against(
        found, "signals", "lstm", training, width=16
    ),
}


@pytest.mark.parametrize("kind", LEARNT)
def test_it_learns_who_responds_to_what(many, tmp_path, kind):
    training = TASK.model_copy(update={"epochs": 10, "batch_size": 4, "learning_rate": 0.005})
    task = LEARNT[kind](many, training)
    history = fit(task, training, seed=0, state=tmp_path / "state").history
    first, *_, last = history["train_loss"].values
    assert last < first / 2
    assert (history["learning_rate"] == 0.005).all()
    if kind != "codes":  # of a decoder that has learnt nothing, forecasts say nothing
        assert history[task.score_name].max() > (0.9 if "activation" in kind else 0.25)


STOPPED = {"pretraining": None, "sampling": None} | LEARNT


def to_stop(kind, found):
    if kind in LEARNT:
        return LEARNT[kind](found, TASK)
    return pretraining({"a": found}, balance="sampling" if kind == "sampling" else "weights")


@pytest.mark.parametrize("kind", STOPPED)
def test_asked_to_stop_it_goes_on_and_ends_the_same(found, tmp_path, kind):
    def train(task, state):
        training = getattr(task.settings, "training", task.settings)
        return fit(task, training, seed=0, state=tmp_path / state)

    stopped = to_stop(kind, found)
    losses, calls = stopped.losses, []

    def losses_and_signal(batch, draw):
        calls.append(batch)
        yield from losses(batch, draw)
        if len(calls) == 2:
            os.kill(os.getpid(), signal.SIGTERM)

    stopped.losses = losses_and_signal
    with pytest.raises(Interrupted):
        train(stopped, "stopped")
    again, whole_run = (train(to_stop(kind, found), state) for state in ("stopped", "never"))
    assert again.history.identical(whole_run.history)
    assert again.weights.keys() == whole_run.weights.keys()
    assert all(torch.equal(again.weights[name], whole_run.weights[name]) for name in again.weights)


@pytest.mark.parametrize("kind", ["activation", "codes", "against signals"])
def test_half_precision_pays_nearly_the_same(found, kind):
    def paid(precision):
        task = LEARNT[kind](found, TASK.model_copy(update={"precision": precision}))
        return task.loss(everything(task)).item()

    assert paid("bfloat16") == pytest.approx(paid("float32"), rel=0.05)


@pytest.mark.parametrize("tuned", ["all", "prompts"])
def test_the_pretrained_network_stays_and_prompts_alone_can_learn(found, tmp_path, tuned):
    settings = {"downstream": config.Downstream(tune=tuned)}
    task = downstream(found, "codes", **settings)
    before = {name: value.clone() for name, value in task.model.state_dict().items()}
    fit(task, TASK, seed=0, state=tmp_path / "state")
    after = task.model.state_dict()
    changed = {name.split(".")[0] for name in after if not torch.equal(after[name], before[name])}
    assert changed == {"prompts", "head"} | ({"encoder"} if tuned == "all" else set())
