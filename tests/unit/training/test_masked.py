"""Masked modelling as a task: what enters the loss, what is learnt, how it is scored."""

import math
from typing import get_args

import numpy as np
import pytest
import torch

from neurodag import config
from neurodag.errors import NeurodagError
from neurodag.masking import MTM_SCHEMES
from neurodag.metrics import trial_r2
from neurodag.training.devices import generator
from neurodag.training.fit import fit
from neurodag.training.masked import Batch
from tests.unit.training.tiny_run import MODEL, REGION, SETTINGS, make_task

SCHEMES = sorted({*get_args(config.Scheme)} - {"random_token"})  # which is for patches of units
SHORT = SETTINGS.model_copy(update={"epochs": 2, "validation_interval": 1})
PLAIN = MODEL.model_copy(update={"dropout": 0.0, "embedding_dropout": 0.0})


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_scheme_trains(tmp_path, scheme):
    task = make_task(scheme, SHORT)
    before = {name: weight.clone() for name, weight in task.model.state_dict().items()}
    fitted = fit(task, SHORT, seed=0, state=tmp_path / "state")
    assert np.isfinite(fitted.history["train_loss"]).all()
    assert np.isfinite(fitted.history["validation_r2"]).all()
    assert fitted.weights.keys() == before.keys()
    changed = {name for name in before if not torch.equal(before[name], fitted.weights[name])}
    assert changed == set(before)


def poisson_entropy_of_the_mean(counts):
    """Loss per entry of whoever knows each unit's mean rate and nothing else."""
    mean = counts.double().mean(dim=(0, 1))
    return (mean - mean * mean.log()).mean().item()


@pytest.mark.parametrize(("scheme", "gain"), [("neuron", 0.8), ("mtm_prompted", 0.2)])
def test_training_learns_what_units_share(tmp_path, scheme, gain):
    settings = SETTINGS.model_copy(
        update={"epochs": 40, "learning_rate": 1e-2, "validation_interval": 40}
    )
    model = config.NDT1(
        blocks=1, width=32, heads=2, feedforward=32, dropout=0.1, embedding_dropout=0.0
    )
    task = make_task(scheme, settings, model=model, trials=96)
    history = fit(task, settings, seed=0, state=tmp_path / "state").history
    loss = history["train_loss"].values
    mean = poisson_entropy_of_the_mean(task.recordings["a"].train)
    assert loss[0] > mean
    assert loss[-5:].mean() < mean - gain
    if scheme == "neuron":
        assert history["validation_r2"].values[-1] > 0.2


def test_the_numbers_of_a_run_are_those_of_earlier_versions(tmp_path):
    """Same seed, same trials in each batch, same masks, same weights."""
    settings = SETTINGS.model_copy(update={"epochs": 3, "validation_interval": 1})
    task = make_task("mtm_prompted", settings)
    batches = task.batches(generator(0, "order", 0))
    assert batches[0].trials.tolist() == [17, 16, 9, 5, 2, 13, 0, 4]
    assert batches[3].trials.tolist() == [22, 11, 18, 8]
    fitted = fit(task, settings, seed=0, state=tmp_path / "state")
    losses, scores = fitted.history["train_loss"].values, fitted.history["validation_r2"].values
    assert losses == pytest.approx([1.1714422, 1.1179535, 1.0845346], rel=1e-5)
    assert scores == pytest.approx([-0.6149490, -0.6005691, -0.5980882], rel=1e-4)
    squares = sum(weight.double().square().sum().item() for weight in fitted.weights.values())
    # Key biases have no part in the softmax: AdamW makes whole steps along what rounding leaves.
    assert squares == pytest.approx(243.456, rel=1e-4)


def test_loss_by_hand():
    task = make_task("mtm_prompted", model=PLAIN)
    recording, items = task.recordings["a"], torch.tensor([3, 0, 7])
    seen = set()
    for seed in range(12):
        loss, entries = task.loss(Batch("a", items), generator(seed))
        counts = recording.train[items].float()
        mask = recording.scheme.draw(3, 6, generator(seed))
        prompt = ("neuron", "causal", "inter_region", "intra_region").index(mask.scheme)
        log_rates = task.model(
            torch.where(mask.visible, counts, 0.0), prompt=prompt, causal=mask.scheme == "causal"
        )
        target = mask.target.expand(3, 6, len(REGION))
        theirs = torch.nn.PoissonNLLLoss(log_input=True, reduction="none")(log_rates, counts)
        torch.testing.assert_close(loss, theirs[target].sum())
        assert entries == target.sum()
        seen.add(mask.scheme)
    assert seen == set(MTM_SCHEMES)


def test_hidden_counts_reach_the_loss_as_targets_only():
    """Of a hidden count c, the loss knows −c · log-rate: it is linear in c."""
    task = make_task("inter_region", model=PLAIN)
    recording, losses = task.recordings["a"], []
    inside = recording.scheme.draw(2, 6, generator(0)).target[0, 0]
    for added in (0, 1, 2):
        counts = recording.train.clone()
        counts[:2, :, inside] += added
        task.recordings = {"a": recording._replace(train=counts)}
        losses.append(task.loss(Batch("a", torch.tensor([0, 1])), generator(0))[0].item())
    assert losses[1] != losses[0]
    assert losses[2] - losses[1] == pytest.approx(losses[1] - losses[0], rel=1e-4)


@pytest.mark.parametrize("scheme", ["neuron", "mtm_prompted"])
def test_validation_masks_stay_and_cover_every_scheme_and_trial(scheme):
    task = make_task(scheme)
    once, again = (make_task(scheme).validation for _ in range(2))
    for (batch, mask), (same_batch, same_mask) in zip(once, again, strict=True):
        assert torch.equal(batch.trials, same_batch.trials)
        assert torch.equal(mask.visible, same_mask.visible)
    expected = MTM_SCHEMES if scheme == "mtm_prompted" else (scheme,)
    for name in expected:
        trials = torch.cat([batch.trials for batch, mask in once if mask.scheme == name])
        assert trials.tolist() == list(range(10))
    task.model.eval()
    assert task.score() == task.score()


@pytest.mark.parametrize("scheme", ["intra_region", "inter_region"])
def test_validation_trials_have_regions_of_their_own(scheme):
    _, mask = make_task(scheme).validation[0]
    shown_or_asked = (mask.target | mask.visible if scheme == "intra_region" else mask.target)[:, 0]
    regions = {str(np.unique(REGION[units])) for units in shown_or_asked.numpy()}
    assert regions == {"['CA1']", "['PO']", "['VIS']"}


def test_score_is_the_r2_of_masked_entries_of_the_most_active_units():
    settings = SETTINGS.model_copy(update={"selection_units": 2, "batch_size": 4})
    task = make_task("neuron", settings, model=PLAIN)
    recording, active = task.recordings["a"], task.active["a"]
    total = recording.validation.sum(dim=(0, 1))
    assert active.tolist() == total.sort(descending=True).indices[:2].tolist()

    visible, target = (
        torch.cat([getattr(mask, name) for _, mask in task.validation])
        for name in ("visible", "target")
    )
    counts = recording.validation.float()
    expected = task.model(torch.where(visible, counts, 0.0)).exp().detach()
    arrays = (array[..., active].numpy() for array in (expected, counts))
    hidden = target.expand(counts.shape)[..., active].numpy()
    r2 = trial_r2(*arrays, where=hidden)
    assert task.score() == pytest.approx(np.nanmean(r2), rel=1e-5)


def test_no_score_where_no_validation_trial_varies(tmp_path):
    task = make_task("neuron", SHORT)
    recording = task.recordings["a"]
    silent = torch.zeros_like(recording.validation)
    task.recordings = {"a": recording._replace(validation=silent)}
    assert math.isnan(task.score())
    assert fit(task, SHORT, seed=0, state=tmp_path / "state").weights


def test_divergence_gives_a_sentence(tmp_path):
    settings = SHORT.model_copy(update={"learning_rate": 1e6})
    with pytest.raises(NeurodagError, match=r"diverged\. Lower training\.learning_rate"):
        fit(make_task(settings=settings), settings, seed=0, state=tmp_path / "state")


def test_bfloat16_is_close_to_float32(tmp_path):
    losses = {}
    for precision in ("float32", "bfloat16"):
        settings = SHORT.model_copy(update={"precision": precision})
        fitted = fit(make_task("neuron", settings), settings, seed=0, state=tmp_path / precision)
        losses[precision] = fitted.history["train_loss"].values
        assert {weight.dtype for weight in fitted.weights.values()} == {torch.float32}
    assert losses["bfloat16"] == pytest.approx(losses["float32"], rel=0.02)
    assert (losses["bfloat16"] != losses["float32"]).all()


@pytest.mark.slow
def test_compiled_model_computes_the_same():
    compiled = make_task("mtm_prompted", SHORT.model_copy(update={"compile": True}), model=PLAIN)
    plain = make_task("mtm_prompted", SHORT, model=PLAIN)
    for seed in range(8):
        batch = Batch("a", torch.tensor([0, 1, 2]))
        torch.testing.assert_close(
            compiled.loss(batch, generator(seed))[0], plain.loss(batch, generator(seed))[0]
        )
    assert compiled.model.state_dict().keys() == plain.model.state_dict().keys()
