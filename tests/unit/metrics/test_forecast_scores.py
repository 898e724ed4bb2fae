"""Scores of QuantFormer's tables: closed forms and plain loops."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from neurodag.metrics.forecast_scores import (
    SCORES,
    forecast_scores,
    gradient_normalised,
    ssim,
)

signals = arrays(np.float64, (3, 7), elements=st.floats(-10, 10, allow_subnormal=False))


def plain_ssim(x, y):
    """Of one signal, term by term as in Wang et al. 2004."""
    n = len(x)
    mx, my = sum(x) / n, sum(y) / n
    vx = sum((a - mx) ** 2 for a in x) / (n - 1)
    vy = sum((b - my) ** 2 for b in y) / (n - 1)
    cov = sum((a - mx) * (b - my) for a, b in zip(x, y, strict=True)) / (n - 1)
    top = (2 * mx * my + 0.0001) * (2 * cov + 0.0009)
    return top / ((mx**2 + my**2 + 0.0001) * (vx + vy + 0.0009))


@settings(max_examples=30)
@given(forecast=signals, seen=signals)
def test_ssim_is_that_of_a_plain_loop(forecast, seen):
    theirs = [plain_ssim(*pair) for pair in zip(forecast.tolist(), seen.tolist(), strict=True)]
    np.testing.assert_allclose(ssim(forecast, seen), theirs, rtol=1e-9, atol=1e-9)


@settings(max_examples=30)
@given(forecast=signals, seen=signals)
def test_ssim_is_symmetric_and_at_most_one_as_for_equal_signals(forecast, seen):
    np.testing.assert_allclose(ssim(forecast, seen), ssim(seen, forecast), atol=1e-12)
    assert (ssim(forecast, seen) <= 1 + 1e-12).all()
    np.testing.assert_allclose(ssim(seen, seen), 1)


def test_ssim_of_constants_compares_their_levels():
    one, three = np.full((1, 5), 1.0), np.full((1, 5), 3.0)
    assert ssim(one, three) == pytest.approx((6 + 0.0001) / (10 + 0.0001))


def test_ssim_of_a_reversed_wave_is_negative():
    wave = np.sin(np.linspace(0, 2 * np.pi, 100, endpoint=False))[None]
    variance = 100 / 99  # of the two waves together
    assert ssim(-wave, wave) == pytest.approx((0.0009 - variance) / (variance + 0.0009))


def test_gradients_of_normalised_signals_add_up_to_one():
    signal = np.array([[0.0, 3.0, -1.0, 0.0]])
    np.testing.assert_allclose(gradient_normalised(signal), signal / 8)
    many = np.random.default_rng(0).normal(size=(4, 50)).astype("float32")
    ours = gradient_normalised(many)
    np.testing.assert_allclose(np.abs(np.diff(ours)).sum(axis=-1), 1)
    np.testing.assert_allclose(gradient_normalised(7 * many), ours, rtol=1e-6)


def test_constant_signals_stay_as_they_are():
    constant = np.full((2, 5), 0.25)
    np.testing.assert_array_equal(gradient_normalised(constant), constant)


def test_each_observation_has_each_score():
    rng = np.random.default_rng(0)
    seen = rng.normal(size=(5, 20))
    scores = forecast_scores(-2 * seen, seen)
    assert tuple(scores) == SCORES
    np.testing.assert_allclose(scores["mse"], 9 * (seen**2).mean(axis=1))
    np.testing.assert_allclose(scores["correlation"], -1)
    np.testing.assert_allclose(scores["absolute_correlation"], 1)
    np.testing.assert_allclose(scores["smape"], 2)


def test_averages_leave_out_and_count_what_has_no_correlation():
    seen = np.array([[0.0, 1.0, 2.0], [0.0, 1.0, 2.0], [5.0, 5.0, 5.0]])
    forecast = np.array([[0.0, 2.0, 4.0], [1.0, 1.0, 1.0], [0.0, 1.0, 2.0]])
    scores = forecast_scores(forecast, seen)
    assert np.nanmean(scores["correlation"]) == pytest.approx(1)
    assert np.isnan(scores["correlation"]).sum() == 2
    assert scores["mae"].mean() == pytest.approx((3 / 3 + 2 / 3 + 12 / 3) / 3)
    none = forecast_scores(forecast[1:2], seen[1:2])
    assert np.isnan(none["correlation"]).all()
    assert none["mae"].mean() == pytest.approx(2 / 3)
