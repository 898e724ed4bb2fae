"""A recorded trace → its values at the bins of the trials."""

import numpy as np


def sample_trace(
    times: np.ndarray, values: np.ndarray, at: np.ndarray, *, longest_gap_s: float = np.inf
) -> np.ndarray:
    """The trace `values` `(sample,)`, recorded at ascending `times` `(sample,)`, at other times.

    `at` `(trial, time)` in seconds. Returns float32 `(trial, time)`, interpolated linearly; NaN
    where there is no recording: before its first and after its last sample, between two samples
    more than `longest_gap_s` apart, and next to a NaN.
    """
    if not len(times):
        return np.full(at.shape, np.nan, dtype="float32")
    sampled = np.interp(at, times, values, left=np.nan, right=np.nan)
    after = np.clip(np.searchsorted(times, at), 1, max(1, len(times) - 1))
    if len(times) > 1:
        in_gap = (times[after] - times[after - 1] > longest_gap_s) & (at != times[after])
        sampled[in_gap & (at != times[after - 1])] = np.nan
    return sampled.astype("float32")
