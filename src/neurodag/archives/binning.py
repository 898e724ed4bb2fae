"""Spike times → counts in bins around events."""

import numpy as np

from neurodag.errors import ConfigError

EDGE_TOLERANCE_S = 1e-9
"""A spike that falls short of an edge by less counts as on it: 3 × 0.1 s is not 0.3 s in floating
point. Spike times are known to some 30 µs, and recordings of a week leave rounding below 0.1 ns."""

_BLOCK_CELLS = 2**21
"""Cells (trial, time, unit) that are counted at once: 16 MB."""


def bin_spikes(
    times: np.ndarray,
    units: np.ndarray,
    onsets: np.ndarray,
    *,
    before_s: float,
    after_s: float,
    bin_width_s: float,
    n_units: int,
) -> np.ndarray:
    """Spikes of each unit in the bins of the window around each onset.

    `times` `(spike,)` in seconds, in any order but fastest if ascending; `units` `(spike,)` the
    position of each spike's unit, 0 to `n_units` − 1; `onsets` `(trial,)` in seconds, in any order.
    Bin k of a trial is [onset − before_s + k·bin_width_s, onset − before_s + (k + 1)·bin_width_s),
    each edge taken `EDGE_TOLERANCE_S` early. Where windows overlap, a spike counts in each.

    Returns counts `(trial, time, unit)` in the smallest unsigned integer type that holds them.
    Beside them it needs the memory of a block of trials, and of a copy of the spikes if they are
    not ascending. Raises ConfigError if the window is no whole number of bins.
    """
    edges_s = np.arange(count_bins(before_s, after_s, bin_width_s) + 1) * bin_width_s - before_s
    _check_arguments(times, units, onsets, n_units)
    if (np.diff(times) < 0).any():
        order = np.argsort(times, kind="stable")
        times, units = times[order], units[order]

    n_bins = len(edges_s) - 1
    counts = np.zeros((len(onsets), n_bins, n_units), dtype="uint8")
    block_trials = max(1, _BLOCK_CELLS // max(1, n_bins * n_units))
    for first in range(0, len(onsets), block_trials):
        block = slice(first, first + block_trials)
        edges = onsets[block, np.newaxis] + edges_s - EDGE_TOLERANCE_S
        counted = _count(np.searchsorted(times, edges), units, n_units)
        dtype = np.min_scalar_type(int(counted.max(initial=0)))
        counts = counts.astype(np.promote_types(counts.dtype, dtype), copy=False)
        counts[block] = counted
    return counts


def bin_centres(before_s: float, after_s: float, bin_width_s: float) -> np.ndarray:
    """Centres of the bins `(time,)`, in seconds from the onset.

    Raises ConfigError if the window is no whole number of bins.
    """
    return (np.arange(count_bins(before_s, after_s, bin_width_s)) + 0.5) * bin_width_s - before_s


def count_bins(before_s: float, after_s: float, bin_width_s: float) -> int:
    """Number of bins in a window; raises ConfigError if it is not whole, or none."""
    bins = (before_s + after_s) / bin_width_s
    if round(bins) < 1 or abs(bins - round(bins)) > 1e-6:
        raise ConfigError(
            f"A window from {before_s:g} s before to {after_s:g} s after the event holds "
            f"{bins:.6g} bins of {bin_width_s:g} s: make it a whole number of bins, at least one."
        )
    return round(bins)


def _count(position: np.ndarray, units: np.ndarray, n_units: int) -> np.ndarray:
    """Counts (trial, time, unit), where `position` (trial, edge) are the edges among the spikes."""
    trials, n_bins = position.shape[0], position.shape[1] - 1
    spikes_in_bin = np.diff(position, axis=1).ravel()
    spikes_in_trial = position[:, -1] - position[:, 0]
    # The spikes of a trial follow one another, so each trial is one range of them.
    skipped = position[:, 0] - (np.cumsum(spikes_in_trial) - spikes_in_trial)
    spike = np.arange(spikes_in_trial.sum()) + np.repeat(skipped, spikes_in_trial)
    cell = np.repeat(np.arange(trials * n_bins), spikes_in_bin) * n_units + units[spike]
    return np.bincount(cell, minlength=trials * n_bins * n_units).reshape(trials, n_bins, n_units)


def _check_arguments(
    times: np.ndarray, units: np.ndarray, onsets: np.ndarray, n_units: int
) -> None:
    """A caller's mistake here would be a wrong count, not an error; archives are checked before."""
    if len(times) != len(units):
        raise ValueError(f"{len(times)} spike times, but {len(units)} units of spikes")
    if not (np.isfinite(times).all() and np.isfinite(onsets).all()):
        raise ValueError("spike times and onsets must be finite")
    if len(units) and not (units.min() >= 0 and units.max() < n_units):
        raise ValueError(f"units of spikes must be from 0 to {n_units - 1}")
