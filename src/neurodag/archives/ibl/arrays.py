"""The long arrays of a probe, checked piece by piece so that they can stay on disk."""

from pathlib import Path

import numpy as np

from neurodag.archives.arrays import check_ascending
from neurodag.errors import ArchiveError

AT_ONCE = 1 << 20
"""Values of a long array that are in memory together."""


def check_spike_times(times_s: np.ndarray, path: Path) -> None:
    """Raises ArchiveError unless the times are finite and never go back."""
    for start in range(0, len(times_s), AT_ONCE):
        part = times_s[start : start + AT_ONCE + 1]  # one more: the next piece goes on from there
        check_ascending(part, f"{path}, from position {start} on,")


def check_positions(positions: np.ndarray, path: Path, size: int, of: str) -> None:
    """Raises ArchiveError unless all are positions along `of`, whose length is `size`."""
    for start in range(0, len(positions), AT_ONCE):
        part = positions[start : start + AT_ONCE]
        wrong = (part < 0) | (part >= size)
        if wrong.any():
            index = int(wrong.argmax())
            raise ArchiveError(
                f"{path} has {part[index]} at position {start + index} (counted from 0), but {of} "
                f"has {size} entries, counted from 0 too: download both files again."
            )
