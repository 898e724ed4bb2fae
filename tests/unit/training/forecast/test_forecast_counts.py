"""Spike counts around the event: against sums by hand, and what is said of what does not fit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurodag.errors import SessionError
from neurodag.training.forecast.counts import counts_around_event
from tests.unit.training.forecast.counted import WINDOWS, poisson, session, windows


def test_frames_are_the_bins_around_the_event():
    counts = poisson()
    found = counts_around_event(session(counts, before=10), WINDOWS)
    np.testing.assert_array_equal(found, counts[:, 2:16])
    assert found.dtype == np.float32


@settings(max_examples=20, deadline=None)
@given(
    bins=st.integers(1, 4),
    spare=st.tuples(st.integers(0, 5), st.integers(0, 5)),
    seed=st.integers(0, 2**32),
)
def test_bins_are_added_up_from_the_event_on(bins, spare, seed):
    before, after = 8 * bins + spare[0], 6 * bins + spare[1]
    counts = poisson(3, before + after, 2, seed)
    found = counts_around_event(session(counts, before=before), windows(frame_rate_hz=50.0 / bins))
    assert found.shape == (3, 14, 2)
    for frame in range(14):
        first = before + (frame - 8) * bins
        by_hand = sum(counts[:, first + place] for place in range(bins))
        np.testing.assert_array_equal(found[:, frame], by_hand)


def test_sums_of_counts_of_small_integers_do_not_overflow():
    counts = np.full((2, 60, 1), 200)
    found = counts_around_event(session(counts, before=32), windows(frame_rate_hz=12.5))
    assert (found == 800).all()


def test_a_rate_that_is_nearly_met_is_taken():
    made = session(poisson(), bin_width_s=0.033)
    assert counts_around_event(made, windows(frame_rate_hz=30.0)).shape[1] == 14


@pytest.mark.parametrize(("rate", "held"), [(30.0, "1.667"), (100.0, "0.5")])
def test_frames_that_cut_bins_are_refused(rate, held):
    with pytest.raises(
        SessionError,
        match=rf"spikes_a has bins of 0\.02 s .*{rate:g} Hz would hold {held}.* to 50,",
    ):
        counts_around_event(session(poisson()), windows(frame_rate_hz=rate))


def test_an_event_within_a_bin_is_refused():
    made = session(poisson())
    shifted = made.assign_coords(time=made["time"] + 0.01)
    with pytest.raises(SessionError, match=r"stimulus_onset \(0 s\) lies within the bin around "):
        counts_around_event(shifted, WINDOWS)


@pytest.mark.parametrize(
    ("before", "said"), [(7, "7 bins before stimulus_onset and 13"), (15, "15 .* and 5 from it on")]
)
def test_trials_shorter_than_the_windows_are_refused(before, said):
    with pytest.raises(SessionError, match=rf"spikes_a have {said}.* but the windows take 8 and 6"):
        counts_around_event(session(poisson(), before=before), WINDOWS)
