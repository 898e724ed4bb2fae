"""Bits per spike: closed forms, an independent computation, edges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from neurodag.metrics import bits_per_spike


def by_likelihoods(expected, counts):
    """From the two Poisson log-likelihoods, factorials and all."""
    mean = np.broadcast_to(counts.mean(axis=(0, 1)), counts.shape)
    model, null = (poisson.logpmf(counts, rate).sum(axis=(0, 1)) for rate in (expected, mean))
    return (model - null) / counts.sum(axis=(0, 1)) / np.log(2)


@given(seed=st.integers(0, 2**32), rate=st.floats(0.05, 20))
def test_equals_the_difference_of_log_likelihoods(seed, rate):
    rng = np.random.default_rng(seed)
    counts = rng.poisson(rate, (4, 5, 3))
    counts[0, 0] += 1  # no unit is silent
    expected = rng.gamma(2.0, rate / 2, counts.shape) + 1e-6
    np.testing.assert_allclose(
        bits_per_spike(expected, counts), by_likelihoods(expected, counts), rtol=1e-9, atol=1e-9
    )


def test_the_mean_gains_nothing():
    counts = np.random.default_rng(0).poisson(0.4, (6, 7, 4))
    expected = np.broadcast_to(counts.mean(axis=(0, 1)), counts.shape)
    np.testing.assert_allclose(bits_per_spike(expected, counts), 0, atol=1e-12)


@pytest.mark.parametrize(("bins", "gain"), [(2, 1.0), (4, 2.0), (1024, 10.0)])
def test_knowing_the_bin_of_each_spike_gains_the_log_of_the_bins(bins, gain):
    counts = np.zeros((3, bins, 1))
    counts[:, 0] = 5
    expected = counts.copy()
    assert bits_per_spike(expected, counts)[0] == pytest.approx(gain, abs=1e-5)


def test_the_wrong_mean_loses_a_known_amount():
    counts = np.ones((2, 3, 1))
    # Twice the mean: each spike gains 1 bit, each expected count too many costs 1 / ln 2.
    assert bits_per_spike(2 * counts, counts)[0] == pytest.approx(1 - 1 / np.log(2))


def test_zero_predicted_where_a_spike_came_is_bad_but_finite():
    counts = np.array([[1, 1, 0, 0]]).reshape(1, 4, 1)
    score = bits_per_spike(np.zeros(counts.shape), counts)[0]
    # The floor of 1e-9 against a mean of 1/2, and the two counts that the mean expects.
    assert score == pytest.approx(np.log2(1e-9 / 0.5) + 1 / np.log(2), abs=1e-6)


def test_silent_units_have_no_score():
    counts = np.zeros((2, 3, 2), dtype=np.uint8)
    counts[0, 0, 1] = 1
    score = bits_per_spike(np.full(counts.shape, 0.1), counts)
    assert np.isnan(score).tolist() == [True, False]


def test_no_bins_no_score():
    assert np.isnan(bits_per_spike(np.ones((3, 0, 2)), np.ones((3, 0, 2)))).all()


def test_counts_of_any_integer_type():
    counts = np.random.default_rng(0).poisson(100, (50, 20, 3))
    expected = np.full(counts.shape, 90.0, np.float32)
    for dtype in (np.uint8, np.int16, np.int64):
        np.testing.assert_allclose(
            bits_per_spike(expected, counts.astype(dtype)), by_likelihoods(expected, counts)
        )


def test_units_do_not_mix():
    rng = np.random.default_rng(0)
    counts, expected = rng.poisson(1.0, (5, 6, 4)), rng.gamma(1.0, size=(5, 6, 4))
    one_by_one = [
        bits_per_spike(expected[..., [unit]], counts[..., [unit]])[0] for unit in range(4)
    ]
    np.testing.assert_allclose(bits_per_spike(expected, counts), one_by_one)
