"""What each task hides from the model, seen from outside: hidden counts change no prediction."""

import numpy as np
import pytest
import torch

from neurodag.evaluation.activity import predict_activity
from neurodag.evaluation.tasks import TASKS
from tests.unit.evaluation.networks import BINS, REGION, TRIALS, UNITS, some_counts, trained

SCHEMES = ["mtm_prompted", "mtm_unprompted", "causal", "temporal"]
START = 5  # forward prediction of the last 2 of 7 bins


def predict(scheme, counts, task, region=REGION):
    return predict_activity(trained(scheme, len(region)), counts, region, 0.3)[task]


def changes(scheme, task, bins, units):
    """Which predictions `(time, unit)` a change of the counts in `bins` of `units` changes."""
    counts = some_counts()
    changed = counts.clone()
    changed[:, bins, units] += 2
    before, after = (predict(scheme, x, task) for x in (counts, changed))
    difference = np.nan_to_num(np.abs(after - before) / before).max(axis=0)
    return difference > 1e-4


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("unit", range(UNITS))
def test_co_smoothing_predicts_a_unit_from_all_others(scheme, unit):
    changed = changes(scheme, "co_smoothing", slice(None), unit).any(axis=0)
    assert changed.tolist() == [other != unit for other in range(UNITS)]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("unit", range(UNITS))
def test_intra_region_predicts_a_unit_from_others_of_its_region(scheme, unit):
    changed = changes(scheme, "intra_region", slice(None), unit).any(axis=0)
    expected = [REGION[other] == REGION[unit] and other != unit for other in range(UNITS)]
    assert changed.tolist() == expected


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("unit", range(UNITS))
def test_inter_region_predicts_a_unit_from_other_regions(scheme, unit):
    changed = changes(scheme, "inter_region", slice(None), unit).any(axis=0)
    assert changed.tolist() == [REGION[other] != REGION[unit] for other in range(UNITS)]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("bin_", range(BINS))
def test_forward_prediction_ignores_the_bins_that_it_predicts(scheme, bin_):
    changed = changes(scheme, "forward_prediction", bin_, slice(None))
    assert not changed[:START].any(), "earlier bins are not predicted"
    assert changed[START:].all() == changed[START:].any() == (bin_ < START)


@pytest.mark.parametrize("task", TASKS)
def test_predictions_are_missing_only_where_there_is_nothing_to_predict(task):
    expected = np.ones((TRIALS, BINS, UNITS), bool)
    if task == "forward_prediction":
        expected[:, :START] = False
    if task == "intra_region":
        expected[..., REGION == "VIS"] = False
    predicted = predict("mtm_prompted", some_counts(), task)
    assert (np.isfinite(predicted) == expected).all()
    assert (predicted[expected] > 0).all()


@pytest.mark.parametrize("units", [1, 3])
def test_sessions_of_one_region(units):
    region = np.repeat("CA1", units)
    predicted = predict_activity(trained(units=units), some_counts(units), region, 0.3)
    assert np.isnan(predicted["inter_region"]).all()
    assert np.isnan(predicted["intra_region"]).all() == (units == 1)


def test_each_task_has_its_prompt_and_attention(monkeypatch):
    network = trained("mtm_prompted")
    asked = set()
    encode = network.network.encode

    def spy(bins, *, prompt, causal):
        asked.add((prompt, causal))
        return encode(bins, prompt=prompt, causal=causal)

    monkeypatch.setattr(network.network, "encode", spy)
    predict_activity(network, some_counts(), REGION, 0.3)
    assert asked == {(0, False), (1, True), (2, False), (3, False)}


def test_predictions_are_expected_counts():
    network, counts = trained("neuron"), some_counts()
    hidden = counts * torch.from_numpy(REGION != "PO")
    with torch.no_grad():
        rates = network.network(hidden).exp().numpy()
    predicted = predict("neuron", counts, "inter_region")
    np.testing.assert_allclose(
        predicted[..., REGION == "PO"], rates[..., REGION == "PO"], rtol=1e-5
    )
