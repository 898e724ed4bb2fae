"""Counts in bins agree with NumPy's histogram, trial by trial and unit by unit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurodag.archives import binning
from neurodag.archives.binning import bin_centres, bin_spikes, count_bins
from neurodag.errors import ConfigError

WINDOW = {"before_s": 0.5, "after_s": 1.5, "bin_width_s": 0.02}


def by_histogram(times, units, onsets, *, before_s, after_s, bin_width_s, n_units):
    """A histogram for each trial and unit; one bin more: NumPy closes the last on the right."""
    n_bins = round((before_s + after_s) / bin_width_s)
    edges = np.arange(n_bins + 2) * bin_width_s - before_s - 1e-9
    counts = [
        [np.histogram(times[units == unit], onset + edges)[0][:-1] for unit in range(n_units)]
        for onset in onsets
    ]
    return np.array(counts).reshape(len(onsets), n_units, n_bins).transpose(0, 2, 1)


def poisson_spikes(spikes: int, n_units: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.uniform(0, 60, spikes), rng.integers(0, n_units, spikes)


@settings(max_examples=30, deadline=None)
@given(
    spikes=st.integers(0, 400),
    onsets=st.lists(st.floats(-10, 70), max_size=6),
    n_units=st.integers(1, 4),
    sixteenths=st.integers(1, 8),
    before=st.integers(0, 6),
    after=st.integers(1, 6),
    seed=st.integers(0, 99),
)
def test_counts_are_those_of_histograms(
    spikes, onsets, n_units, sixteenths, before, after, seed
) -> None:
    times, units = poisson_spikes(spikes, n_units, seed)
    window = {
        "before_s": before * sixteenths / 16,
        "after_s": after * sixteenths / 16,
        "bin_width_s": sixteenths / 16,
    }
    counts = bin_spikes(times, units, np.array(onsets), n_units=n_units, **window)
    expected = by_histogram(times, units, np.array(onsets), n_units=n_units, **window)
    np.testing.assert_array_equal(counts, expected)


def test_block_by_block_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    times, units = poisson_spikes(3000, 3, 0)
    onsets = np.arange(1.0, 50.0, 0.7)  # the windows overlap
    whole = bin_spikes(times, units, onsets, n_units=3, **WINDOW)
    monkeypatch.setattr(binning, "_BLOCK_CELLS", 700)  # two trials
    np.testing.assert_array_equal(bin_spikes(times, units, onsets, n_units=3, **WINDOW), whole)
    np.testing.assert_array_equal(whole, by_histogram(times, units, onsets, n_units=3, **WINDOW))


@pytest.mark.parametrize("onset", [0.0, 0.1, 3.3, 12345.6, 604800.7])
def test_a_spike_on_an_edge_is_in_the_bin_that_begins_there(onset: float) -> None:
    """Floating point knows neither the edges of ten milliseconds nor these times exactly."""
    on_edge = onset + np.array([-0.3, -0.1, 0.0, 0.1, 0.3, 0.7])
    counts = bin_spikes(
        np.concatenate([on_edge, [onset + 1.0]]),
        np.zeros(7, int),
        np.array([onset]),
        before_s=0.3,
        after_s=1.0,
        bin_width_s=0.01,
        n_units=1,
    )
    assert np.flatnonzero(counts[0, :, 0]).tolist() == [0, 20, 30, 40, 60, 100]


def test_a_spike_between_overlapping_windows_counts_in_both() -> None:
    counts = bin_spikes(
        np.array([1.0]),
        np.array([1]),
        np.array([0.5, 0.8]),
        before_s=0,
        after_s=1,
        bin_width_s=0.5,
        n_units=2,
    )
    assert counts.tolist() == [[[0, 0], [0, 1]], [[0, 1], [0, 0]]]


@pytest.mark.parametrize(("spikes", "dtype"), [(0, "u1"), (255, "u1"), (256, "u2"), (70000, "u4")])
def test_counts_take_the_smallest_type(spikes: int, dtype: str) -> None:
    counts = bin_spikes(
        np.zeros(spikes),
        np.zeros(spikes, int),
        np.array([0.0]),
        before_s=0,
        after_s=1,
        bin_width_s=1,
        n_units=1,
    )
    assert counts.dtype == np.dtype(dtype)
    assert counts.sum() == spikes


def test_no_trials_give_no_counts() -> None:
    counts = bin_spikes(np.zeros(2), np.zeros(2, int), np.zeros(0), n_units=4, **WINDOW)
    assert counts.shape == (0, 100, 4)


def test_bin_centres_start_half_a_bin_into_the_window() -> None:
    centres = bin_centres(**WINDOW)
    assert len(centres) == 100
    np.testing.assert_allclose(centres[[0, -1]], [-0.49, 1.49])


def test_a_window_must_be_whole_bins() -> None:
    with pytest.raises(ConfigError, match=r"holds 6\.66667 bins of 0\.3 s: make it a whole number"):
        count_bins(0.5, 1.5, 0.3)
    with pytest.raises(ConfigError, match="at least one"):
        count_bins(0, 0.1, 1)


@pytest.mark.parametrize(
    ("times", "units", "onsets", "said"),
    [
        ([0.0, np.nan], [0, 0], [0.0], "finite"),
        ([0.0], [0], [np.inf], "finite"),
        ([0.0], [0, 1], [0.0], "1 spike times, but 2 units"),
        ([0.0], [2], [0.0], "from 0 to 1"),
        ([0.0], [-1], [0.0], "from 0 to 1"),
    ],
)
def test_a_callers_mistake_is_an_error_not_a_wrong_count(times, units, onsets, said) -> None:
    with pytest.raises(ValueError, match=said):
        bin_spikes(np.array(times), np.array(units), np.array(onsets), n_units=2, **WINDOW)
