"""Scores of repeated responses: against closed forms and a plain implementation, loop by loop."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurodag.metrics.responses import (
    average_repeats,
    correlation_to_average,
    explainable_variance,
    feve,
    single_trial_correlation,
    variances,
)

IMAGE = np.array([7, 3, 7, 5, 3, 5, 5, 9, 7])
"""Repeated three, two and three times; the last but one once."""


def made_up(seed: int, units: int = 3) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.gamma(2.0, size=(len(IMAGE), units)), rng.gamma(2.0, size=(len(IMAGE), units))


def plainly(expected, response, image):
    """Averages, explainable variance and FEVE of one unit, in plain Python."""
    groups = [np.flatnonzero(image == name) for name in sorted(set(image))]
    averages = [(expected[group].mean(), response[group].mean()) for group in groups]
    groups = [group for group in groups if len(group) > 1]
    seen = [response[i] for group in groups for i in group]
    total = sum((r - np.mean(seen)) ** 2 for r in seen) / (len(seen) - 1)
    noise = np.mean([np.var(response[group], ddof=1) for group in groups])
    error = np.mean([(response[i] - expected[i]) ** 2 for group in groups for i in group])
    share = (total - noise) / total
    return averages, share, 1 - (error - noise) / (total - noise)


@settings(max_examples=30)
@given(seed=st.integers(0, 2**32))
def test_scores_are_those_of_a_plain_implementation(seed):
    expected, response = made_up(seed)
    to_average = correlation_to_average(expected, response, IMAGE)
    share = explainable_variance(response, IMAGE)
    explained = feve(expected, response, IMAGE, threshold=-np.inf)
    for unit in range(3):
        averages, plain_share, plain_feve = plainly(expected[:, unit], response[:, unit], IMAGE)
        correlation = np.corrcoef(*zip(*averages, strict=True))[0, 1]
        # The floor of the standard deviations shifts a correlation by about 1e-7.
        assert to_average[unit] == pytest.approx(correlation, rel=1e-5, abs=1e-6)
        assert share[unit] == pytest.approx(plain_share)
        assert explained[unit] == pytest.approx(plain_feve)


@settings(max_examples=20)
@given(seed=st.integers(0, 2**32))
def test_single_trial_correlation_is_numpys(seed):
    expected, response = made_up(seed)
    theirs = [np.corrcoef(expected[:, unit], response[:, unit])[0, 1] for unit in range(3)]
    assert single_trial_correlation(expected, response) == pytest.approx(theirs, abs=1e-6)


@settings(max_examples=20)
@given(seed=st.integers(0, 2**32))
def test_the_order_of_trials_means_nothing(seed):
    expected, response = made_up(seed)
    order = np.random.default_rng(seed).permutation(len(IMAGE))
    mixed = expected[order], response[order], IMAGE[order]
    for score in (correlation_to_average, feve):
        np.testing.assert_allclose(score(*mixed), score(expected, response, IMAGE))


def test_what_is_constant_correlates_with_nothing():
    expected, response = made_up(0)
    expected[:, 0] = 3.0
    response[:, 1] = 0.0
    scores = single_trial_correlation(expected, response)
    assert scores[:2] == pytest.approx([0, 0])
    assert abs(scores[2]) > 0.01


def test_scale_and_offset_do_not_change_correlations():
    expected, response = made_up(0)
    for score in (single_trial_correlation, lambda e, r: correlation_to_average(e, r, IMAGE)):
        assert score(5 - 2 * response, response) == pytest.approx(-1)
        np.testing.assert_allclose(score(3 * expected + 1, response), score(expected, response))


def test_averages_are_in_the_order_of_the_pictures():
    values = np.arange(9.0)[:, None]
    assert average_repeats(values, IMAGE)[:, 0] == pytest.approx([2.5, 14 / 3, 10 / 3, 7])


def test_explainable_variance_without_noise_is_one_and_without_signal_about_zero():
    signal = np.random.default_rng(0).normal(size=(50, 4))
    image = np.repeat(np.arange(50), 4)
    assert explainable_variance(signal[image], image) == pytest.approx(1)
    noise = np.random.default_rng(1).normal(size=(200, 400))
    # Total and noise variance are both unbiased, so their difference has the mean 0.
    difference = np.subtract(*variances(noise, image))
    assert abs(difference.mean()) < 4 * difference.std() / np.sqrt(400)


def test_explainable_variance_is_the_share_of_the_signal():
    rng = np.random.default_rng(0)
    image = np.repeat(np.arange(100), 10)
    signal, noise = rng.normal(size=(100, 300)), rng.normal(size=(1000, 300))
    shares = explainable_variance(signal[image] + 2 * noise, image)
    assert shares.mean() == pytest.approx(1 / 5, abs=4 * shares.std() / np.sqrt(300) + 1 / 100)


def test_feve_of_the_average_response_exceeds_one_by_what_averaging_leaves_of_the_noise():
    image = np.repeat(np.arange(30), 5)
    response = np.random.default_rng(0).normal(size=(150, 3)) + 2 * np.sin(image)[:, None]
    average = average_repeats(response, image)[image]
    total, noise = variances(response, image)
    expected = 1 + noise / 5 / (total - noise)
    assert feve(average, response, image) == pytest.approx(expected)


def test_feve_of_the_grand_mean_is_about_zero():
    image = np.repeat(np.arange(30), 5)
    response = np.random.default_rng(0).normal(size=(150, 3)) + 2 * np.sin(image)[:, None]
    mean = np.broadcast_to(response.mean(axis=0), response.shape)
    total, noise = variances(response, image)
    assert feve(mean, response, image) == pytest.approx(total / 150 / (total - noise))


def test_units_with_little_to_explain_have_no_feve():
    expected, response = made_up(0, units=50)
    share = explainable_variance(response, IMAGE)
    scores = feve(expected, response, IMAGE, threshold=0.3)
    assert 0 < np.isnan(scores).sum() < 50
    assert np.array_equal(np.isnan(scores), share < 0.3)


def test_constant_responses_have_nothing_to_explain():
    expected, response = made_up(0)
    response[:, 1] = 2.0
    assert np.isnan(explainable_variance(response, IMAGE)).tolist() == [False, True, False]
    assert np.isnan(feve(expected, response, IMAGE, threshold=-9)).tolist() == [False, True, False]


def test_pictures_shown_once_count_for_averages_alone():
    expected, response = made_up(0)
    changed = response.copy()
    changed[IMAGE == 9] += 100
    for score in (lambda r: explainable_variance(r, IMAGE), lambda r: feve(expected, r, IMAGE)):
        np.testing.assert_array_equal(score(changed), score(response))
    before = correlation_to_average(expected, response, IMAGE)
    assert not np.allclose(correlation_to_average(expected, changed, IMAGE), before)


def test_without_repeats_signal_and_noise_cannot_be_told_apart():
    expected, response = made_up(0)
    with pytest.raises(ValueError, match="No picture is shown repeatedly"):
        feve(expected, response, np.arange(9))
