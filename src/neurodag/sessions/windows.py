"""Windows of frames around the onsets of presentations, and relative changes in them."""

import numpy as np


def has_window(onset: np.ndarray, frames: int, before: int, after: int) -> np.ndarray:
    """Which windows around `onset (presentation)` lie within a recording of `frames`."""
    return (onset >= before) & (onset + after <= frames)


def cut_windows(trace: np.ndarray, onset: np.ndarray, before: int, after: int) -> np.ndarray:
    """The frames from `before` an onset up to, not including, `after` it.

    `trace (frame, unit)` or `(frame)`, `onset (presentation)` in frames. Returns a copy
    `(presentation, unit, before + after)` or `(presentation, before + after)`. Raises IndexError
    unless every window lies within the trace; `has_window` tells which do.
    """
    if not has_window(onset, len(trace), before, after).all():
        raise IndexError(
            f"A window of {before} frames before and {after} after an onset leaves the recording "
            f"of {len(trace)} frames; take the onsets for which has_window is true."
        )
    if not len(onset):
        return np.empty((0, *trace.shape[1:], before + after), dtype=trace.dtype)
    windows = np.lib.stride_tricks.sliding_window_view(trace, before + after, axis=0)
    return windows[onset - before]


def relative_change(
    window: np.ndarray, baseline: np.ndarray, floor: float | np.ndarray
) -> np.ndarray:
    """ΔF/F: (F − F0) / F0, with F0 the mean of the `baseline`, but not less than `floor`.

    `window (…, frame)` and `baseline (…, frame)` in units of fluorescence; `floor`, above 0, is one
    number or `(…)`. Corrected fluorescence can be near 0 or below, where a quotient means nothing.
    QuantFormer takes the 60 frames before the onset as baseline (its text: 3 s).
    """
    resting = np.maximum(baseline.mean(axis=-1), floor)[..., None]
    return (window - resting) / resting


def is_active(change: np.ndarray, threshold: float = 0.1) -> np.ndarray:
    """Whether the mean of |ΔF/F| over a response is above `threshold`; `(…, frame)` → `(…)`.

    QuantFormer section 3.2: a gain of 10 % over the baseline.
    """
    return np.abs(change).mean(axis=-1) > threshold
