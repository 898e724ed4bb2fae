"""Spikes of the units of an NWB file."""

from pathlib import Path
from typing import Any

import numpy as np

from neurodag.archives.arrays import check_array, check_finite
from neurodag.archives.binning import EDGE_TOLERANCE_S, bin_spikes, count_bins
from neurodag.archives.nwb.opening import damage
from neurodag.archives.nwb.tables import Table
from neurodag.config.archives.nwb import NWBSpikes

_BLOCK_SPIKES = 2**20
"""Spikes that are in memory at once: 8 MB, unless one unit has more."""


def count_spikes(
    units: Table, rows: np.ndarray, onsets: np.ndarray, settings: NWBSpikes
) -> np.ndarray:
    """Spike counts `(trial, time, unit)` of the units in `rows`, by the rule of `bin_spikes`.

    Raises ArchiveError for spike times that are not finite.
    """
    window = settings.model_dump(include={"before_s", "after_s", "bin_width_s"})
    counts = np.zeros((len(onsets), count_bins(**window), len(rows)), dtype="uint8")
    spike_times = units.ragged("spike_times")
    total = np.cumsum(spike_times.ends[rows] - spike_times.starts[rows])
    block_ends = np.flatnonzero(np.diff(total // _BLOCK_SPIKES)) + 1
    for block in np.split(np.arange(len(rows)), block_ends):
        trains = [
            _read(spike_times.values, spike_times.starts[row], spike_times.ends[row], units.path)
            for row in rows[block]
        ]
        unit = np.repeat(np.arange(len(block)), [len(train) for train in trains])
        counted = bin_spikes(np.concatenate(trains), unit, onsets, n_units=len(block), **window)
        counts = counts.astype(np.promote_types(counts.dtype, counted.dtype), copy=False)
        counts[:, :, block] = counted
    return counts


def observed(units: Table, rows: np.ndarray, start_s: np.ndarray, stop_s: np.ndarray) -> np.ndarray:
    """Whether all units in `rows` were observed from `start_s` to `stop_s` `(trial,)`.

    Everything is, if the units have no `obs_intervals`.
    """
    always = np.ones(len(start_s), dtype=bool)
    if "obs_intervals" not in units.columns:
        return always
    column = units.ragged("obs_intervals")
    with damage(units.path):
        intervals = np.asarray(column.values[:])
    check_array(intervals, f"{units.path}: the column units.obs_intervals", ndim=2)
    for row in rows:
        always &= _covered(intervals[column.starts[row] : column.ends[row]], start_s, stop_s)
    return always


def _covered(intervals: np.ndarray, start_s: np.ndarray, stop_s: np.ndarray) -> np.ndarray:
    """Whether each window lies within the union of the `intervals` (interval, start and stop)."""
    if not len(intervals):
        return np.zeros(len(start_s), dtype=bool)
    begin, end = intervals[np.argsort(intervals[:, 0])].T
    latest_end = np.maximum.accumulate(end)
    opens = np.concatenate([[True], begin[1:] > latest_end[:-1] + EDGE_TOLERANCE_S])
    stretch_begin = begin[opens]
    stretch_end = latest_end[np.append(np.flatnonzero(opens)[1:] - 1, -1)]
    at = np.searchsorted(stretch_begin, start_s + EDGE_TOLERANCE_S, side="right") - 1
    return (at >= 0) & (stop_s <= stretch_end[at] + EDGE_TOLERANCE_S)


def _read(spike_times: Any, start: int, end: int, path: Path) -> np.ndarray:
    with damage(path):
        times = np.asarray(spike_times[start:end])
    source = f"{path}: the column units.spike_times"
    check_array(times, source, ndim=1)
    check_finite(times, source)
    return times
