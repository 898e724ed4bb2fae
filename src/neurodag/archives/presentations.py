"""Presentations of stimuli → the numbers that a calcium session tells them by."""

from collections.abc import Sequence

import numpy as np

CLOCK_TOLERANCE_S = 1e-6
"""An onset this little after a frame's time, in seconds, still falls on that frame."""


def onset_frames(onset_s: np.ndarray, frame_s: np.ndarray) -> np.ndarray:
    """The first frame `(presentation,)` at or after each onset; as many as frames if there is none.

    `onset_s` `(presentation,)` and ascending `frame_s` `(frame,)` in seconds of one clock.
    """
    return np.searchsorted(frame_s + CLOCK_TOLERANCE_S, onset_s)


def condition_numbers(columns: Sequence[np.ndarray], presentations: int) -> np.ndarray:
    """A number from 0 for each combination of values in `columns`, each `(presentation,)`.

    Combinations are numbered in the order of their values, the first column first: numbers by size,
    text by letters, NaN last. Without columns there is one condition.
    """
    if not columns:
        return np.zeros(presentations, dtype="int64")
    codes = [np.unique(column, return_inverse=True)[1] for column in columns]
    return np.unique(np.stack(codes, axis=1), axis=0, return_inverse=True)[1].reshape(-1)


def epoch_numbers(
    stimulus: np.ndarray, start_s: np.ndarray, stop_s: np.ndarray, longest_pause_s: float
) -> np.ndarray:
    """The stretch `(presentation,)` of its stimulus that each presentation belongs to, from 0.

    The arguments are `(presentation,)`, ascending in `start_s`. A stretch of a stimulus ends where
    its next presentation starts more than `longest_pause_s` after the last one stopped; other
    stimuli in between do not end it. Stretches are numbered in the order of their first onsets.
    """
    opens = np.zeros(len(stimulus), dtype=bool)
    opened_by = np.zeros(len(stimulus), dtype="int64")
    for name in np.unique(stimulus):
        mine = np.flatnonzero(stimulus == name)
        pause_s = start_s[mine[1:]] - stop_s[mine[:-1]]
        opens[mine] = np.concatenate([[True], pause_s > longest_pause_s])
        opened_by[mine] = np.maximum.accumulate(np.where(opens[mine], mine, 0))
    return np.cumsum(opens)[opened_by] - 1


def numbers_or_text(column: Sequence[str]) -> np.ndarray:
    """Text cells as float64 if all of them are numbers (NaN where empty), else as text."""
    try:
        return np.array([float(cell) if cell else np.nan for cell in column])
    except ValueError:
        return np.array(column, dtype=str)
