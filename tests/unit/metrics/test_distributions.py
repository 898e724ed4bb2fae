"""Scores of distributions: closed forms, a plain double loop, and forecasts that are calibrated."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from neurodag.metrics.distributions import coverage, crps

LEVELS = np.array([0.05, 0.25, 0.5, 0.75, 0.95])


def weights(rng, observations, outcomes):
    drawn = rng.gamma(1.0, size=(observations, outcomes))
    return drawn / drawn.sum(axis=1, keepdims=True)


@settings(max_examples=20)
@given(seed=st.integers(0, 2**32))
def test_crps_is_that_of_a_plain_double_loop(seed):
    rng = np.random.default_rng(seed)
    outcome, seen = rng.integers(-3, 4, (2, 5, 3)).astype(float), rng.normal(size=(2, 3))
    weight = weights(rng, 2, 5)
    for i in range(2):
        plain = 0.0
        for t in range(3):
            x = outcome[i, :, t]
            plain += sum(w * abs(a - seen[i, t]) for w, a in zip(weight[i], x, strict=True)) / 3
            pairs = [
                (v * w, abs(a - b))
                for v, a in zip(weight[i], x, strict=True)
                for w, b in zip(weight[i], x, strict=True)
            ]
            plain -= sum(p * d for p, d in pairs) / 2 / 3
        assert crps(outcome, weight, seen)[i] == pytest.approx(plain, abs=1e-9)


def test_crps_of_a_sure_forecast_is_the_absolute_error():
    outcome = np.array([[[1.0, 2.0, 5.0], [9.0, 9.0, 9.0]]])
    seen = np.array([[0.0, 4.0, 5.0]])
    assert crps(outcome, np.array([[1.0, 0.0]]), seen) == pytest.approx([1.0])


def test_crps_of_two_outcomes():
    # 0 or 1 with p = 1/4 for 1, and 1 comes true: (3/4)², the Brier score.
    outcome, weight = np.array([[[0.0], [1.0]]]), np.array([[0.75, 0.25]])
    assert crps(outcome, weight, np.array([[1.0]])) == pytest.approx([0.5625])


def test_crps_of_a_normal_distribution():
    seen = 0.7
    outcome = norm.ppf((np.arange(4000) + 0.5) / 4000)[None, :, None]
    closed = seen * (2 * norm.cdf(seen) - 1) + 2 * norm.pdf(seen) - 1 / np.sqrt(np.pi)
    found = crps(outcome, np.full((1, 4000), 1 / 4000), np.array([[seen]]))
    assert found == pytest.approx([closed], abs=1e-3)


def drawn_from(rng, observations, outcomes, values):
    """Forecasts of a few outcomes, and what comes true if they are right."""
    outcome, weight = values((observations, outcomes, 1)), weights(rng, observations, outcomes)
    chosen = (rng.random((observations, 1)) > weight.cumsum(axis=1)[:, :-1]).sum(axis=1)
    return outcome, weight, outcome[np.arange(observations), chosen]


def test_right_forecasts_of_a_few_outcomes_are_calibrated():
    rng = np.random.default_rng(0)
    three = drawn_from(rng, 20_000, 3, lambda shape: rng.normal(size=shape))
    np.testing.assert_allclose(coverage(*three, LEVELS), LEVELS, atol=0.01)
    ties = drawn_from(rng, 20_000, 3, lambda shape: rng.integers(0, 2, shape).astype(float))
    np.testing.assert_allclose(coverage(*ties, LEVELS), LEVELS, atol=0.01)


def test_too_narrow_forecasts_cover_too_little():
    rng = np.random.default_rng(0)
    outcome = rng.normal(size=(300, 200, 1))
    seen = 2 * rng.normal(size=(300, 1))
    found = coverage(outcome, np.full((300, 200), 1 / 200), seen, LEVELS)
    expected = norm.cdf(norm.ppf(LEVELS) / 2)
    np.testing.assert_allclose(found, expected, atol=0.08)


def test_coverage_of_values_beside_all_outcomes():
    outcome, weight = np.array([[[0.0], [1.0]]]), np.array([[0.5, 0.5]])
    levels = np.array([0.0, 0.4, 0.6, 1.0])
    assert coverage(outcome, weight, np.array([[-1.0]]), levels).tolist() == [1, 1, 1, 1]
    assert coverage(outcome, weight, np.array([[0.5]]), levels).tolist() == [0, 0, 1, 1]
    assert coverage(outcome, weight, np.array([[2.0]]), levels).tolist() == [0, 0, 0, 1]
    halfway = coverage(outcome, weight, np.array([[0.0]]), np.array([0.0, 0.25, 0.5]))
    assert halfway.tolist() == [0, 0.5, 1]
