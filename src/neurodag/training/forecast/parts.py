"""Which presentations train a forecaster, select it and test it, without any frame in common."""

import numpy as np
import xarray as xr

from neurodag.config.forecast import Windows
from neurodag.errors import SessionError
from neurodag.sessions import PARTS
from neurodag.sessions.windows import has_window

TRAIN, VALIDATION, TEST = range(len(PARTS))
LEFT_OUT = -1


def part_of_presentations(
    session: xr.Dataset, onset: np.ndarray, frames: int, windows: Windows
) -> np.ndarray:
    """The part of each presentation as in `PARTS`, int8 `(presentation,)`; −1: left out.

    `onset (presentation,)` counts frames of a recording of `frames`. Left out are presentations
    whose windows leave the recording, and those that share frames with a window of a later part:
    training with validation or test, validation with test. The split of the session decides (two
    stimulus epochs for training and one for test, in QuantFormer section 4.1); where it has no
    validation part, the last presentations of each training epoch are that; spikes, whose
    presentations are trials, are one epoch.

    Raises SessionError where the session has no split.
    """
    if "split" not in session:
        raise SessionError(
            f"Session {session.attrs['session_id']} has no variable split: give it one with "
            "neurodag.sessions.add_split(session, seed=...)."
        )
    part = session["split"].values.astype(np.int8)
    if not (part == VALIDATION).any():
        epoch = session["epoch"].values if "epoch" in session else np.zeros_like(part)
        part[_last_of_epochs(epoch, part == TRAIN, windows.validation)] = VALIDATION
    before, after = windows.baseline_frames, windows.response_frames
    part[~has_window(onset, frames, before, after)] = LEFT_OUT
    for spared, later in ((VALIDATION, (TEST,)), (TRAIN, (VALIDATION, TEST))):
        taken = onset[np.isin(part, later)]
        part[(part == spared) & _share_frames(onset, taken, before + after)] = LEFT_OUT
    return part


def _last_of_epochs(epoch: np.ndarray, among: np.ndarray, share: float) -> np.ndarray:
    """Positions of the last presentations of each epoch, of those `among (presentation,)`.

    At least one of an epoch, but never all.
    """
    last = []
    for number in np.unique(epoch[among]):
        mine = np.flatnonzero(among & (epoch == number))
        size = min(max(round(share * len(mine)), 1), len(mine) - 1)
        last.append(mine[len(mine) - size :])
    return np.concatenate([np.empty(0, dtype=int), *last])


def _share_frames(onset: np.ndarray, others: np.ndarray, length: int) -> np.ndarray:
    """Whether an onset has another, of `others` in ascending order, less than `length` away."""
    first = np.searchsorted(others, onset - length, side="right")
    return first < np.searchsorted(others, onset + length, side="left")
