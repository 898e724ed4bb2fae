"""Traces are sampled where they were recorded, and nowhere else."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from neurodag.archives.traces import sample_trace


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 40), st.integers(0, 99))
def test_a_straight_line_is_sampled_exactly(samples: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    times = np.cumsum(rng.uniform(0.01, 1.0, samples))
    at = rng.uniform(times[0], times[-1], (3, 4))
    np.testing.assert_allclose(sample_trace(times, 2 * times + 1, at), 2 * at + 1, rtol=1e-6)


def test_outside_the_recording_there_is_nothing() -> None:
    trace = sample_trace(np.array([1.0, 2.0]), np.array([5.0, 7.0]), np.array([[0.9, 1, 2, 2.1]]))
    np.testing.assert_array_equal(trace, np.float32([[np.nan, 5, 7, np.nan]]))


def test_between_samples_too_far_apart_there_is_nothing() -> None:
    times = np.array([0.0, 1.0, 4.0, 5.0])
    at = np.array([[0.5, 1.0, 1.1, 3.9, 4.0, 4.5]])
    trace = sample_trace(times, times, at, longest_gap_s=2.0)
    np.testing.assert_array_equal(trace, np.float32([[0.5, 1, np.nan, np.nan, 4, 4.5]]))
    assert np.isfinite(sample_trace(times, times, at, longest_gap_s=3.0)).all()


def test_next_to_a_missing_value_there_is_nothing() -> None:
    values = np.array([0.0, np.nan, 2.0, 3.0])
    trace = sample_trace(np.arange(4.0), values, np.array([[0.5, 1.5, 2.0, 2.5]]))
    np.testing.assert_array_equal(trace, np.float32([[np.nan, np.nan, 2, 2.5]]))


def test_a_trace_of_one_sample_or_none_covers_that_sample() -> None:
    at = np.array([[0.0, 1.0]])
    one = sample_trace(np.array([1.0]), np.array([3.0]), at, longest_gap_s=1.0)
    np.testing.assert_array_equal(one, np.float32([[np.nan, 3]]))
    assert np.isnan(sample_trace(np.zeros(0), np.zeros(0), at)).all()
