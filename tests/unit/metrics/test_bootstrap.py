"""Bootstrap intervals against closed forms, another implementation, and what they promise."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from neurodag.metrics.bootstrap import bootstrap_interval

Z = stats.norm.ppf(0.975)


def mean(scores):
    return scores.mean(axis=-1)


def interval(sessions, statistic=mean, seed=0, **more):
    return bootstrap_interval(sessions, statistic, np.random.default_rng(seed), **more)


def half_width(sessions, **more):
    low, high = interval(sessions, resamples=20_000, **more)
    return (high - low) / 2


def test_mean_over_the_units_of_one_session_has_its_standard_error():
    units = np.random.default_rng(0).normal(size=200)
    assert half_width([units]) == pytest.approx(Z * units.std() / np.sqrt(200), rel=0.03)


def test_sessions_without_units_to_resample_vary_by_themselves():
    values = np.random.default_rng(0).normal(size=50)
    found = half_width([np.array([value]) for value in values])
    assert found == pytest.approx(Z * values.std() / np.sqrt(50), rel=0.03)


def test_both_levels_add_their_variances():
    rng = np.random.default_rng(0)
    sessions = rng.normal(size=(30, 1)) + rng.normal(0, 3, (30, 20))
    between = sessions.mean(axis=1).var() / 30
    within = sessions.var(axis=1).mean() / 20 / 30
    assert half_width(list(sessions)) == pytest.approx(Z * np.sqrt(between + within), rel=0.03)


def test_agrees_with_scipy_where_there_is_one_level():
    units = np.random.default_rng(1).gamma(2, size=150)
    theirs = stats.bootstrap(
        (units,), np.median, n_resamples=5000, method="percentile", rng=np.random.default_rng(2)
    ).confidence_interval
    ours = interval([units], lambda scores: np.median(scores, axis=-1), resamples=5000)
    np.testing.assert_allclose(ours, theirs, rtol=0.02)


def test_covers_the_true_mean_as_often_as_promised():
    rng = np.random.default_rng(0)
    hits = 0
    for seed in range(200):
        sessions = 5 + rng.normal(size=(30, 1)) + rng.normal(size=(30, 10))
        low, high = interval(list(sessions), seed=seed, confidence=0.8, resamples=200)
        hits += low < 5 < high
    assert 0.72 < hits / 200 < 0.9


def test_scores_that_belong_to_a_unit_stay_together():
    weights = np.array([[1.0, 2.0, 4.0], [10.0, 20.0, 40.0]])
    ratios = interval([weights], lambda both: both[1].sum(axis=-1) / both[0].sum(axis=-1))
    np.testing.assert_allclose(ratios, 10)


def test_the_same_seed_gives_the_same_interval():
    sessions = list(np.random.default_rng(0).normal(size=(4, 10)))
    assert interval(sessions) == interval(sessions)
    assert interval(sessions) != interval(sessions, seed=1)


@pytest.mark.parametrize("sessions", [[], [np.array([3.0])], [np.empty(0)]])
def test_nothing_to_resample(sessions):
    assert np.isnan(interval(sessions)).all()


@settings(max_examples=20, deadline=None)
@given(st.lists(st.lists(st.floats(-5, 5), min_size=1, max_size=6), min_size=2, max_size=5))
def test_lies_within_the_scores(sessions):
    low, high = interval([np.array(each) for each in sessions], resamples=50)
    scores = np.concatenate(sessions)
    assert scores.min() - 1e-9 <= low <= high <= scores.max() + 1e-9
