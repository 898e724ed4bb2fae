"""The stimulus blocks of an experiment, and the frames in which each presentation begins and ends.

Order, number and length of the blocks are those of the archive (its documentation of the stimulus
set), the numbers of presentations too; a scale below 1 shortens all of them alike.
"""

from dataclasses import dataclass

import numpy as np

from neurodag.config.archives.allen import SessionType

SPONTANEOUS = "spontaneous"
BLOCKS: dict[SessionType, tuple[str, ...]] = {
    "A": (
        "drifting_gratings",
        "natural_movie_three",
        "natural_movie_one",
        "drifting_gratings",
        "natural_movie_three",
        SPONTANEOUS,
        "drifting_gratings",
    ),
    "B": (
        "static_gratings",
        "natural_scenes",
        SPONTANEOUS,
        "natural_scenes",
        "static_gratings",
        "natural_movie_one",
        "static_gratings",
        "natural_scenes",
    ),
    "C": (
        "locally_sparse_noise",
        SPONTANEOUS,
        "natural_movie_one",
        "locally_sparse_noise",
        "natural_movie_two",
        SPONTANEOUS,
        "locally_sparse_noise",
    ),
    "C2": (
        "locally_sparse_noise_4deg",
        "locally_sparse_noise_8deg",
        SPONTANEOUS,
        "locally_sparse_noise_4deg",
        "natural_movie_one",
        "locally_sparse_noise_8deg",
        "natural_movie_two",
        "locally_sparse_noise_4deg",
        SPONTANEOUS,
        "locally_sparse_noise_8deg",
    ),
}


@dataclass(frozen=True)
class Pace:
    """How a stimulus is presented, in frames of 1/30 s."""

    presentations: int
    """In a whole experiment, over all blocks."""
    period: float
    """From one onset to the next."""
    length: int
    """From the onset to the end."""


PACES = {
    "drifting_gratings": Pace(628, 90, 60),
    "static_gratings": Pace(6000, 7.5, 7),
    "natural_scenes": Pace(5950, 7.5, 7),
    "locally_sparse_noise": Pace(8880, 7.5, 7),
    "locally_sparse_noise_4deg": Pace(4500, 7.5, 7),
    "locally_sparse_noise_8deg": Pace(4500, 7.5, 7),
    "natural_movie_one": Pace(9000, 1, 1),
    "natural_movie_two": Pace(9000, 1, 1),
    "natural_movie_three": Pace(36000, 1, 1),
    SPONTANEOUS: Pace(2, 8900, 8900),
}
LEAD_IN, BETWEEN, LEAD_OUT = 740, 900, 300
"""Frames of gray screen before the first block, between two blocks, and after the last."""
SHORTEST_GRAY = 120
"""Leaves room for a window around each onset, whatever the scale."""


@dataclass(frozen=True)
class Shown:
    """All presentations of one stimulus; arrays `(presentation)` in the order of time."""

    onset: np.ndarray
    end: np.ndarray
    block: np.ndarray
    """Position of the block among those of the experiment."""


def schedule(session_type: SessionType, scale: float) -> tuple[dict[str, Shown], int]:
    """What is shown when, by stimulus, and the number of frames of the experiment."""
    blocks = BLOCKS[session_type]
    parts: dict[str, list[Shown]] = {}
    start = _gray(LEAD_IN, scale)
    for position, stimulus in enumerate(blocks):
        part = _block(stimulus, blocks.count(stimulus), scale, start, position)
        parts.setdefault(stimulus, []).append(part)
        start = int(part.end[-1]) + _gray(BETWEEN, scale)
    frames = start - _gray(BETWEEN, scale) + _gray(LEAD_OUT, scale)
    return {stimulus: _joined(shown) for stimulus, shown in parts.items()}, frames


def _block(stimulus: str, blocks: int, scale: float, start: int, position: int) -> Shown:
    """One of the `blocks` of a stimulus, from the frame `start`."""
    pace = PACES[stimulus]
    if stimulus == SPONTANEOUS:
        onset, length = np.array([start]), max(round(pace.length * scale), SHORTEST_GRAY)
    else:
        count = max(round(pace.presentations / blocks * scale), 1)
        onset, length = start + np.floor(pace.period * np.arange(count)).astype(int), pace.length
    return Shown(onset, onset + length, np.full(len(onset), position))


def _joined(shown: list[Shown]) -> Shown:
    return Shown(
        *(np.concatenate([getattr(s, name) for s in shown]) for name in ("onset", "end", "block"))
    )


def _gray(frames: int, scale: float) -> int:
    return max(round(frames * scale), SHORTEST_GRAY)
