"""The linear Poisson reference: against scikit-learn, and what it must not see."""

import numpy as np
import pytest
import torch
from sklearn.linear_model import PoissonRegressor

from neurodag.config import LinearReference
from neurodag.evaluation.linear import Samples, fit_linear_poisson, poisson_loss, predict_linear
from neurodag.evaluation.psth import predict_psth
from neurodag.evaluation.tasks import TASKS
from neurodag.metrics import bits_per_spike

REGION = np.array(["CA1", "CA1", "PO", "VIS"])
SETTINGS = LinearReference(penalties=(0.1, 1.0, 10.0))


def some_samples(seed=0, samples=400, units=4):
    rng = np.random.default_rng(seed)
    activity = rng.normal(size=(samples, units))
    offset = rng.normal(scale=0.3, size=(samples, units))
    weight = rng.normal(scale=0.4, size=(units, units))
    counts = rng.poisson(np.exp(offset + activity @ weight - 0.5))
    return Samples(*(torch.tensor(x, dtype=torch.float32) for x in (activity, offset, counts)))


def by_scikit_learn(samples, unit, shown, penalty):
    """Weights of the units in `shown`, and the bias, which is penalised as they are."""
    x = np.column_stack([samples.activity[:, shown], np.ones(len(samples.counts))])
    exposure = samples.offset[:, unit].double().exp().numpy()
    model = PoissonRegressor(
        alpha=penalty / exposure.sum(), fit_intercept=False, tol=1e-8, max_iter=1000
    )
    model.fit(x, samples.counts[:, unit].numpy() / exposure, sample_weight=exposure)
    return model.coef_[:-1], model.coef_[-1]


@pytest.mark.parametrize("penalty", [0.01, 1.0, 30.0])
def test_weights_are_those_of_scikit_learn(penalty):
    train = some_samples()
    others = ~torch.eye(4, dtype=torch.bool)
    others[0, 2] = False
    fitted = fit_linear_poisson(train, train, others, LinearReference(penalties=(penalty,)))
    for unit in range(4):
        weight, bias = by_scikit_learn(train, unit, others[:, unit], penalty)
        np.testing.assert_allclose(fitted.weight[others[:, unit], unit], weight, atol=2e-3)
        assert fitted.bias[unit].item() == pytest.approx(bias, abs=2e-3)
    assert fitted.weight[~others].eq(0).all()


def test_each_unit_takes_the_penalty_of_its_best_validation():
    train, validation = some_samples(samples=40), some_samples(samples=40)
    validation.counts[:, 0] = torch.from_numpy(np.random.default_rng(9).poisson(1.0, 40))
    shown = ~torch.eye(4, dtype=torch.bool)
    penalties = (0.01, 1.0, 100.0)

    def validation_loss(*chosen):
        fitted = fit_linear_poisson(train, validation, shown, LinearReference(penalties=chosen))
        return poisson_loss(fitted.log_rates(validation), validation.counts)

    each = torch.stack([validation_loss(penalty) for penalty in penalties])
    assert len(each.argmin(dim=0).unique()) > 1, "units differ in the penalty that they want"
    torch.testing.assert_close(validation_loss(*penalties), each.amin(dim=0), rtol=1e-3, atol=0.01)


@pytest.fixture(scope="module")
def parts():
    """Train, validation and test counts `(trial, time, unit)`, driven by one slow signal."""
    rng = np.random.default_rng(0)
    signal = np.repeat(rng.choice([-1.0, 1.0], (90, 4, 1)), 5, axis=1)
    counts = rng.poisson(np.exp(signal * [1.0, 0.9, 0.8, 1.0])).astype(np.uint8)
    return counts[:60], counts[60:70], counts[70:]


def predict(train, validation, test, region=REGION):
    return predict_linear(train, validation, test, region, 0.1, SETTINGS)


def test_other_units_tell_more_than_the_average(parts):
    expected, psth = predict(*parts), predict_psth(parts[0], len(parts[2]), REGION, 0.1)
    for task, at_least in [("co_smoothing", 0.2), ("inter_region", 0.15), ("intra_region", 0.1)]:
        told = bits_per_spike(expected[task], parts[2])
        scored = np.isfinite(told)
        assert (told > bits_per_spike(psth[task], parts[2]) + at_least)[scored].all(), task
        assert scored.tolist() == [True, True, *[task != "intra_region"] * 2]


def test_the_last_activity_tells_the_next_bins(parts):
    expected, psth = predict(*parts), predict_psth(parts[0], len(parts[2]), REGION, 0.1)
    told, average = (
        bits_per_spike(x["forward_prediction"][:, 18:], parts[2][:, 18:]) for x in (expected, psth)
    )
    assert (told > average + 0.05).all()


@pytest.mark.parametrize("unit", range(4))
def test_hidden_counts_change_no_prediction(parts, unit):
    train, validation, test = parts
    changed = test.copy()
    changed[:, :, unit] += 3
    before, after = predict(*parts), predict(train, validation, changed)
    others, same_region = np.arange(4) != unit, np.isin(REGION, REGION[unit])
    seen = {
        "co_smoothing": others,
        "intra_region": same_region & others,
        "inter_region": ~same_region,
        "forward_prediction": np.ones(4, bool),
    }
    for task in TASKS:
        moved = np.nan_to_num(np.abs(after[task] - before[task])).max(axis=(0, 1)) > 0
        assert moved.tolist() == seen[task].tolist(), task


def test_forward_prediction_ignores_the_bins_that_it_predicts(parts):
    train, validation, test = parts
    changed = test.copy()
    changed[:, 18:] += 3
    before, after = (predict(train, validation, x)["forward_prediction"] for x in (test, changed))
    np.testing.assert_array_equal(before, after)
    assert np.isfinite(before).all(axis=(0, 2)).tolist() == [False] * 18 + [True] * 2


def test_silent_units_and_few_trials(parts):
    train, validation, test = (part[:3].copy() for part in parts)
    train[..., 1] = 0
    for values in predict(train, validation, test).values():
        finite = values[np.isfinite(values)]
        assert (finite > 0).all()
    assert np.isfinite(predict(train, validation, test)["co_smoothing"]).all()
