"""Windows around onsets, relative changes in them, and the label of activity."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurodag.sessions.windows import cut_windows, has_window, is_active, relative_change


@settings(max_examples=20)
@given(
    seed=st.integers(0, 2**32),
    before=st.integers(0, 6),
    after=st.integers(1, 6),
    n=st.integers(0, 8),
)
def test_windows_are_the_slices_around_the_onsets(seed, before, after, n):
    rng = np.random.default_rng(seed)
    trace = rng.normal(size=(30, 3))
    onset = rng.integers(before, 30 - after + 1, n)
    windows = cut_windows(trace, onset, before, after)
    assert windows.shape == (n, 3, before + after)
    for window, first in zip(windows, onset, strict=True):
        np.testing.assert_array_equal(window, trace[first - before : first + after].T)
    np.testing.assert_array_equal(cut_windows(trace[:, 1], onset, before, after), windows[:, 1])


def test_windows_are_copies():
    trace = np.zeros((10, 1))
    cut_windows(trace, np.array([5]), 2, 2)[:] = 1
    assert not trace.any()


def test_has_window_knows_both_ends_of_the_recording():
    onset = np.array([1, 2, 7, 8])
    assert has_window(onset, 10, before=2, after=3).tolist() == [False, True, True, False]
    with pytest.raises(IndexError, match="2 frames before and 3 after an onset leaves"):
        cut_windows(np.zeros((10, 1)), onset, 2, 3)
    assert cut_windows(np.zeros((10, 1)), onset[1:3], 2, 3).shape == (2, 1, 5)


def test_relative_change_of_a_known_window():
    window, baseline = np.array([[5.0, 2.0, 1.0]]), np.array([[1.0, 3.0]])
    assert relative_change(window, baseline, 0.1).tolist() == [[1.5, 0.0, -0.5]]


def test_resting_fluorescence_has_a_floor():
    window, baseline = np.array([[4.0], [4.0]]), np.array([[-3.0], [0.0]])
    assert relative_change(window, baseline, 2.0).tolist() == [[1.0], [1.0]]
    assert relative_change(window, baseline, np.array([2.0, 4.0])).tolist() == [[1.0], [0.0]]


def test_activity_is_the_mean_of_the_absolute_change():
    change = np.array([[0.3, -0.3], [0.3, 0.0], [0.1, 0.1], [-0.2, -0.1]])
    assert is_active(change).tolist() == [True, True, False, True]
    assert is_active(change, threshold=0.2).tolist() == [True, False, False, False]
