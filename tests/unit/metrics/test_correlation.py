"""Explained variance: against scikit-learn, and what is left out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import r2_score

from neurodag.metrics import psth_r2, trial_r2


def made_up(seed, shape=(6, 8, 3)):
    rng = np.random.default_rng(seed)
    return rng.gamma(2.0, size=shape), rng.poisson(2.0, shape)


@given(seed=st.integers(0, 2**32))
def test_trial_r2_is_the_mean_over_trials_of_scikit_learns(seed):
    expected, counts = made_up(seed)
    counts[:, :2] = [[0], [1]]  # no trial is constant
    theirs = [
        r2_score(seen, predicted, multioutput="raw_values")
        for seen, predicted in zip(counts, expected, strict=True)
    ]
    np.testing.assert_allclose(trial_r2(expected, counts), np.mean(theirs, axis=0))


@given(seed=st.integers(0, 2**32))
def test_psth_r2_is_scikit_learns_of_the_averages(seed):
    expected, counts = made_up(seed)
    condition = np.array([2, 0, 2, 0, 0, 7])
    averages = [
        np.concatenate([values[condition == name].mean(axis=0) for name in (0, 2, 7)])
        for values in (counts, expected)
    ]
    theirs = r2_score(*averages, multioutput="raw_values")
    np.testing.assert_allclose(psth_r2(expected, counts, condition), theirs)


@given(seed=st.integers(0, 2**32))
def test_where_leaves_entries_out(seed):
    expected, counts = made_up(seed, (4, 20, 2))
    where = np.random.default_rng(seed + 1).random((4, 20, 2)) < 0.5
    unit_scores = []
    for unit in range(2):
        scores = []
        for trial in range(4):
            seen = where[trial, :, unit]
            y = counts[trial, seen, unit]
            if len(set(y)) > 1:
                scores.append(r2_score(y, expected[trial, seen, unit]))
        unit_scores.append(np.mean(scores))
    np.testing.assert_allclose(trial_r2(expected, counts, where), unit_scores)


def test_where_broadcasts():
    expected, counts = made_up(0)
    bins = np.arange(8)[:, None] < 5
    np.testing.assert_allclose(
        trial_r2(expected, counts, bins), trial_r2(expected[:, :5], counts[:, :5])
    )


def test_perfect_and_mean_predictions():
    _, counts = made_up(0)
    assert trial_r2(counts, counts) == pytest.approx([1, 1, 1])
    assert psth_r2(counts, counts, np.zeros(6)) == pytest.approx([1, 1, 1])
    mean = np.broadcast_to(counts.mean(axis=1, keepdims=True), counts.shape)
    assert trial_r2(mean, counts) == pytest.approx([0, 0, 0])


def test_constant_trials_are_left_out_and_units_without_others_have_no_score():
    expected, counts = made_up(0)
    counts[:2, :, 0] = 0
    counts[:, :, 1] = 3
    scores = trial_r2(expected, counts)
    assert scores[0] == pytest.approx(trial_r2(expected[2:], counts[2:])[0])
    assert np.isnan(scores).tolist() == [False, True, False]
    assert np.isnan(psth_r2(expected, counts, np.zeros(6))).tolist() == [False, True, False]


def test_an_entirely_masked_unit_has_no_score():
    expected, counts = made_up(0)
    where = np.array([True, False, True])
    assert np.isnan(trial_r2(expected, counts, where)).tolist() == [False, True, False]


def test_an_infinite_prediction_is_no_reason_to_leave_a_trial_out():
    expected, counts = made_up(0)
    expected[0, 0, 0] = np.inf
    assert trial_r2(expected, counts)[0] == -np.inf
