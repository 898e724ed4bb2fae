"""Spikes of all units, counted in bins around every stimulus."""

from collections.abc import Sequence

import numpy as np

from neurodag.archives.binning import EDGE_TOLERANCE_S, bin_spikes
from neurodag.archives.ibl.probes import Probe
from neurodag.config.archives.ibl import IBLReader

TRIALS_AT_ONCE = 32
"""Trials whose spikes are in memory together; the counts do not depend on it."""


def count_spikes(probes: Sequence[Probe], onset_s: np.ndarray, settings: IBLReader) -> np.ndarray:
    """Spikes in every bin `(trial, time, unit)`, in the smallest unsigned type that holds them.

    The spikes are read from disk as they are needed.
    """
    window = {
        "before_s": settings.before_s,
        "after_s": settings.after_s,
        "bin_width_s": settings.bin_width_s,
    }
    stops = np.cumsum([len(probe.region) for probe in probes])
    counts = np.zeros((len(onset_s), settings.bins, stops[-1]), dtype=np.uint8)
    for first in range(0, len(onset_s), TRIALS_AT_ONCE):
        block = slice(first, first + TRIALS_AT_ONCE)
        onsets_s = onset_s[block]
        begin_s = onsets_s.min() - settings.before_s - EDGE_TOLERANCE_S
        finish_s = onsets_s.max() + settings.after_s
        for probe, stop in zip(probes, stops, strict=True):
            near = slice(*np.searchsorted(probe.times_s, [begin_s, finish_s]))
            units = len(probe.region)
            found = bin_spikes(
                probe.times_s[near],
                probe.cluster[near].astype(np.int64),
                onsets_s,
                **window,
                n_units=units,
            )
            counts = counts.astype(np.promote_types(counts.dtype, found.dtype), copy=False)
            counts[block, :, stop - units : stop] = found
    return counts
