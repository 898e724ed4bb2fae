"""Scores of predicted activity: counts by hand, and where there is nothing to score."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurodag.metrics.classification import classification_scores


@settings(max_examples=30)
@given(counts=st.tuples(*[st.integers(1, 20)] * 4))
def test_scores_follow_from_the_four_counts(counts):
    hits, misses, alarms, rejections = counts
    active = np.repeat([1, 1, 0, 0], counts)
    scores = classification_scores(active, np.repeat([1, 0, 1, 0], counts))
    precision, recall = hits / (hits + alarms), hits / (hits + misses)
    assert scores["precision"] == pytest.approx(precision)
    assert scores["recall"] == pytest.approx(recall)
    assert scores["f1"] == pytest.approx(2 * precision * recall / (precision + recall))
    specificity = rejections / (alarms + rejections)
    assert scores["balanced_accuracy"] == pytest.approx((recall + specificity) / 2)
    summed = classification_scores(
        np.array([1, 1, 0, 0]), np.array([1, 0, 1, 0]), np.array([*counts])
    )
    assert summed == pytest.approx(scores)


def test_guessing_the_majority_has_half_the_balanced_accuracy_and_no_f1():
    active = np.arange(100) < 10
    scores = classification_scores(active, np.zeros(100, dtype=bool))
    assert scores == {"balanced_accuracy": 0.5, "f1": 0.0, "precision": 0.0, "recall": 0.0}


def test_without_active_observations_only_precision_has_a_value():
    scores = classification_scores(np.zeros(4, dtype=bool), np.array([True, False, False, False]))
    assert scores["precision"] == 0
    assert np.isnan([scores[name] for name in ("balanced_accuracy", "f1", "recall")]).all()


def test_without_inactive_observations_there_is_no_balanced_accuracy():
    scores = classification_scores(np.ones(4, dtype=bool), np.array([True, True, True, False]))
    assert np.isnan(scores["balanced_accuracy"])
    assert scores["recall"] == 0.75
    summed = classification_scores(np.array([0, 1, 1]), np.array([1, 0, 1]), np.array([0, 1, 3]))
    assert summed == pytest.approx(scores, nan_ok=True)
