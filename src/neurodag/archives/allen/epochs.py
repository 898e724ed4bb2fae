"""Cuts the presentations of one stimulus into epochs: the stretches in which it was shown."""

import numpy as np

from neurodag.config.archives.allen import SessionType

LONGEST_GAP: dict[SessionType, int] = {"A": 39, "B": 15, "C": 7, "C2": 7}
"""Most frames between two presentations of one epoch, as in AllenSDK."""


def cut_epochs(
    onset: np.ndarray, end: np.ndarray, longest_gap: int, epochs: int
) -> tuple[np.ndarray, int]:
    """The epoch of each presentation, from 0, and the number of gaps that do not count.

    `onset` and `end` are frames, in order, `(presentation)`. An epoch ends where more than
    `longest_gap` frames follow a presentation. Frames dropped by the microscope can lengthen a gap
    within an epoch; where there would be more than `epochs` for this reason (there AllenSDK gives
    up), only the longest gaps count, the earlier of equal ones.
    """
    gap = onset[1:] - end[:-1]
    cuts = np.flatnonzero(gap > longest_gap)
    by_length = cuts[np.argsort(-gap[cuts], kind="stable")]
    begins = np.zeros(len(onset), dtype=np.int64)
    begins[by_length[: epochs - 1] + 1] = 1
    return begins.cumsum(), max(len(cuts) - (epochs - 1), 0)
