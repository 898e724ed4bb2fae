"""Recordings at the frame rate that windows are counted at."""

import numpy as np

TOLERANCE = 0.02
"""Frame rates that differ by less than this share are taken for the same."""


def at_frame_rate(
    fluorescence: np.ndarray, onset: np.ndarray, recorded_hz: float, wanted_hz: float
) -> tuple[np.ndarray, np.ndarray]:
    """`fluorescence (frame, unit)` and `onset (presentation,)`, in frames, at `wanted_hz`.

    Interpolates linearly between frames; an onset moves to the first frame that is not before it.
    Both are returned as they are where the rates differ by less than 2 %.
    """
    if abs(wanted_hz / recorded_hz - 1) < TOLERANCE:
        return fluorescence, onset
    stretch = wanted_hz / recorded_hz
    last = len(fluorescence) - 1
    position = np.arange(int(last * stretch + 1e-6) + 1) / stretch
    before = np.minimum(position.astype(np.int64), last)
    share = (position - before)[:, None].astype(fluorescence.dtype)
    after = np.minimum(before + 1, last)
    interpolated = (1 - share) * fluorescence[before] + share * fluorescence[after]
    return interpolated, np.ceil(onset * stretch - 1e-6).astype(np.int64)
