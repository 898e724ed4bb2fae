"""Forecasting scores: closed forms, and scipy's correlation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import pearsonr

from neurodag.metrics.forecasting import mae, mse, pearson, smape


def test_errors_of_a_known_signal():
    seen = np.array([[0.0, 2.0, -1.0, 4.0]])
    forecast = np.array([[1.0, 2.0, 1.0, 0.0]])
    assert mse(forecast, seen) == pytest.approx([(1 + 0 + 4 + 16) / 4])
    assert mae(forecast, seen) == pytest.approx([(1 + 0 + 2 + 4) / 4])
    assert smape(forecast, seen) == pytest.approx([(2 + 0 + 2 + 2) / 4])


def test_smape_of_a_constant_ratio():
    seen = np.random.default_rng(0).gamma(2.0, size=(3, 50))
    assert smape(3 * seen, seen) == pytest.approx([1, 1, 1])  # 2 · 2 / (3 + 1)
    assert smape(-seen, seen) == pytest.approx([2, 2, 2])


def test_zero_forecast_as_zero_costs_nothing():
    zeros = np.zeros((2, 4))
    for score in (mse, mae, smape):
        assert score(zeros, zeros).tolist() == [0, 0]


@settings(max_examples=20)
@given(seed=st.integers(0, 2**32), offset=st.sampled_from([0.0, 1e6]))
def test_pearson_is_scipys_one_signal_at_a_time(seed, offset):
    rng = np.random.default_rng(seed)
    seen = offset + rng.normal(size=(2, 3, 20))
    forecast = rng.normal(size=seen.shape) - 0.5 * (seen - offset)
    theirs = [
        [pearsonr(f, s).statistic for f, s in zip(*pair, strict=True)]
        for pair in zip(forecast, seen, strict=True)
    ]
    np.testing.assert_allclose(pearson(forecast, seen), theirs, atol=1e-9)


def test_pearson_has_a_sign_and_ignores_scale():
    seen = np.random.default_rng(1).normal(size=30)
    assert pearson(5 * seen + 2, seen) == pytest.approx(1)
    assert pearson(-seen, seen) == pytest.approx(-1)


def test_constant_signals_have_no_correlation():
    varying = np.random.default_rng(0).normal(size=(2, 5)).astype(np.float32)
    constant = np.full((2, 5), 0.1, dtype=np.float32)
    assert np.isnan(pearson(constant, varying)).all()
    assert np.isnan(pearson(varying, constant)).all()


def test_small_types_do_not_overflow():
    seen = np.array([0, 200], dtype=np.uint8)
    forecast = np.array([255, 0], dtype=np.uint8)
    assert mse(forecast, seen) == (255**2 + 200**2) / 2
    assert mae(forecast, seen) == (255 + 200) / 2
    assert smape(forecast, seen) == 2
