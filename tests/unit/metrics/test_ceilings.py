"""Noise ceilings: closed forms against simulations whose signal and noise are known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurodag.metrics.ceilings import average_ceiling, oracle_correlation, single_trial_ceiling
from neurodag.metrics.responses import correlation_to_average, single_trial_correlation

ALL = (oracle_correlation, single_trial_ceiling, average_ceiling)


def simulated(pictures=200, repeats=8, units=100, noise=2.0, seed=0):
    """Signal `(trial, unit)` of variance 1, responses with noise of a given SD, and pictures."""
    rng = np.random.default_rng(seed)
    image = rng.permutation(np.repeat(np.arange(pictures), repeats))
    signal = rng.normal(size=(pictures, units))[image]
    return signal, signal + noise * rng.normal(size=signal.shape), image


@pytest.mark.parametrize("noise", [0.5, 2.0])
def test_ceilings_are_what_the_true_mean_responses_reach(noise):
    signal, response, image = simulated(noise=noise)
    reached = single_trial_correlation(signal, response).mean()
    assert single_trial_ceiling(response, image).mean() == pytest.approx(reached, abs=0.008)
    assert reached == pytest.approx(1 / np.sqrt(1 + noise**2), abs=0.008)
    to_average = correlation_to_average(signal, response, image).mean()
    assert average_ceiling(response, image).mean() == pytest.approx(to_average, abs=0.008)
    assert to_average == pytest.approx(1 / np.sqrt(1 + noise**2 / 8), abs=0.008)


def test_the_oracle_reaches_its_closed_form_below_the_ceiling():
    _, response, image = simulated(noise=2.0)
    # The mean of seven other trials has the variance 1 + 4/7 and covaries with the trial by 1.
    closed_form = 1 / np.sqrt((1 + 4 / 7) * (1 + 4))
    assert oracle_correlation(response, image).mean() == pytest.approx(closed_form, abs=0.008)
    assert closed_form < single_trial_ceiling(response, image).mean()


@settings(max_examples=20)
@given(seed=st.integers(0, 2**32))
def test_the_oracle_is_that_of_a_plain_implementation(seed):
    rng = np.random.default_rng(seed)
    image = rng.permutation([7, 3, 7, 5, 3, 5, 5, 9, 7])
    response = rng.gamma(2.0, size=(9, 1))
    pairs = [
        (np.mean([response[j, 0] for j in range(9) if image[j] == image[i] and j != i]), value)
        for i, value in enumerate(response[:, 0])
        if image[i] != 9
    ]
    plain = np.corrcoef(*zip(*pairs, strict=True))[0, 1]
    assert oracle_correlation(response, image)[0] == pytest.approx(plain, abs=1e-5)


def test_without_noise_all_reach_one():
    signal, _, image = simulated(pictures=50, repeats=4)
    for score in ALL:
        assert score(signal, image) == pytest.approx(1)


def test_of_noise_alone_about_half_the_ceilings_are_zero_and_the_oracle_averages_to_zero():
    signal, response, image = simulated(pictures=50, repeats=4)
    noise = response - signal
    for ceiling in (single_trial_ceiling, average_ceiling):
        assert 0.3 < (ceiling(noise, image) == 0).mean() < 0.7
    assert abs(oracle_correlation(noise, image).mean()) < 0.03


def test_constant_units_have_none():
    _, response, image = simulated(pictures=20, repeats=3, units=3)
    response[:, 1] = 2.0
    for score in ALL:
        assert np.isnan(score(response, image)).tolist() == [False, True, False]


def test_numbers_of_repeats_may_differ():
    rng = np.random.default_rng(1)
    count = rng.integers(2, 11, size=200)
    image = np.repeat(np.arange(200), count)
    signal = rng.normal(size=(200, 100))[image]
    response = signal + 2 * rng.normal(size=signal.shape)
    reached = correlation_to_average(signal, response, image).mean()
    assert average_ceiling(response, image).mean() == pytest.approx(reached, abs=0.01)


def test_pictures_shown_once_do_not_count():
    _, response, image = simulated(pictures=20, repeats=3, units=3)
    more = np.concatenate([response, 100 + np.arange(3.0)[None]])
    for score in ALL:
        np.testing.assert_allclose(score(more, np.append(image, 99)), score(response, image))


@pytest.mark.parametrize("score", ALL)
def test_without_repeats_there_is_no_ceiling(score):
    with pytest.raises(ValueError, match="No picture is shown repeatedly"):
        score(np.ones((3, 2)), np.arange(3))
