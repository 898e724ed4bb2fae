"""What tasks hide and who has context."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurodag.evaluation.tasks import MATCHING_SCHEME, TASKS, forward_start, has_context
from neurodag.labels import TASKS as LABELS
from neurodag.masking import MTM_SCHEMES


@pytest.mark.parametrize(
    ("bins", "share", "start"),
    [(100, 0.1, 90), (50, 0.1, 45), (5, 0.1, 4), (2, 0.1, 1), (10, 0.35, 6), (5, 0.95, 1)],
)
def test_forward_prediction_starts(bins, share, start):
    assert forward_start(bins, share) == start


@given(bins=st.integers(2, 200), share=st.floats(0.001, 0.999))
def test_forward_prediction_shows_a_bin_and_predicts_a_bin(bins, share):
    assert 1 <= forward_start(bins, share) < bins


@pytest.mark.parametrize(
    ("task", "region", "expected"),
    [
        ("intra_region", "AABC", [1, 1, 0, 0]),
        ("inter_region", "AABC", [1, 1, 1, 1]),
        ("inter_region", "AAAA", [0, 0, 0, 0]),
        ("intra_region", "AAAA", [1, 1, 1, 1]),
        ("co_smoothing", "AABC", [1, 1, 1, 1]),
        ("co_smoothing", "A", [0]),
        ("forward_prediction", "A", [1]),
    ],
)
def test_context(task, region, expected):
    assert has_context(task, np.array(list(region))).tolist() == expected


def test_every_task_has_a_scheme_of_its_own_and_a_label():
    assert tuple(MATCHING_SCHEME) == TASKS
    assert sorted(MATCHING_SCHEME.values()) == sorted(MTM_SCHEMES)
    assert tuple(LABELS) == TASKS
