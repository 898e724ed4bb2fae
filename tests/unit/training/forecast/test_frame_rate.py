"""Interpolation to another frame rate: known traces, and onsets that stay where they were."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurodag.training.forecast.frame_rate import at_frame_rate

SLOPE = np.array([2.0, -1.0])


@settings(max_examples=30)
@given(recorded=st.floats(5, 100), frames=st.integers(20, 200))
def test_a_line_stays_the_same_line_in_time(recorded, frames):
    trace = 5 + SLOPE * np.arange(frames)[:, None] / recorded
    onset = np.array([0, 3, 19])
    found, moved = at_frame_rate(trace, onset, recorded, 30.0)
    rate = recorded if len(found) == frames else 30.0
    np.testing.assert_allclose(found, 5 + SLOPE * np.arange(len(found))[:, None] / rate, atol=1e-6)
    late = moved / rate - onset / recorded
    assert (late > -1e-6).all()
    assert (late < 1 / rate).all()
    assert moved[-1] < len(found) + 1


def test_between_two_frames_lies_their_mean():
    found, onset = at_frame_rate(np.array([[0.0], [4.0], [2.0]]), np.array([1, 2]), 15.0, 30.0)
    assert found[:, 0].tolist() == [0, 2, 4, 3, 2]
    assert onset.tolist() == [2, 4]


def test_every_other_frame_of_twice_the_rate_is_taken():
    trace = np.random.default_rng(0).normal(size=(9, 2)).astype("float32")
    found, onset = at_frame_rate(trace, np.array([3, 4]), 60.0, 30.0)
    np.testing.assert_array_equal(found, trace[::2])
    assert onset.tolist() == [2, 2]
    assert found.dtype == trace.dtype


@pytest.mark.parametrize("recorded", [29.5, 30.08, 30.5])
def test_a_rate_that_is_nearly_the_same_is_left_alone(recorded):
    trace, onset = np.zeros((5, 1)), np.array([2])
    found = at_frame_rate(trace, onset, recorded, 30.0)
    assert found[0] is trace
    assert found[1] is onset
