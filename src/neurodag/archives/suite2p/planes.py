"""The cells of each plane, and their fluorescence."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from neurodag.archives.arrays import check_finite, load_array
from neurodag.archives.suite2p.files import IS_CELL, NEUROPIL, TRACES
from neurodag.config.archives.suite2p import Suite2pReader
from neurodag.errors import ArchiveError

_BLOCK_VALUES = 2**22
"""Fluorescence values that are corrected at once: 16 MB for each array."""


@dataclass(frozen=True)
class Plane:
    """One plane; its arrays `(roi, frame)` stay on disk."""

    number: int
    folder: Path
    traces: np.ndarray
    neuropil: np.ndarray
    cells: np.ndarray
    """Positions of the cells among the ROIs `(cell,)`."""
    probability: np.ndarray
    """Of each cell `(cell,)`."""


def open_plane(number: int, folder: Path, settings: Suite2pReader) -> Plane:
    """Raises ArchiveError if a file is damaged, or if the three do not fit each other."""
    traces = load_array(folder / TRACES, ndim=2, kinds="f", mmap=True)
    neuropil = load_array(folder / NEUROPIL, ndim=2, kinds="f", mmap=True)
    if traces.shape != neuropil.shape:
        raise ArchiveError(
            f"{folder / NEUROPIL} has the shape {neuropil.shape}, but {TRACES} beside it "
            f"{traces.shape}; both must be (ROIs, frames). Copy both from one run of Suite2p."
        )
    is_cell = load_array(folder / IS_CELL, ndim=2)
    if is_cell.shape != (len(traces), 2):
        raise ArchiveError(
            f"{folder / IS_CELL} has the shape {is_cell.shape}, but {TRACES} beside it has "
            f"{len(traces)} ROIs, so it must be ({len(traces)}, 2): is it a cell, and how "
            "probably. Copy both from one run of Suite2p."
        )
    check_finite(is_cell, str(folder / IS_CELL))
    if not np.isin(is_cell[:, 0], (0, 1)).all():
        raise ArchiveError(f"{folder / IS_CELL} must hold 0 or 1 in its first column.")
    cells = np.flatnonzero((is_cell[:, 0] == 1) & (is_cell[:, 1] >= settings.cell_probability))
    return Plane(number, folder, traces, neuropil, cells, is_cell[cells, 1])


def count_frames(planes: Sequence[Plane]) -> int:
    """Frames that all planes have: a recording may stop between the planes of its last volume."""
    frames = {str(plane.folder / TRACES): plane.traces.shape[1] for plane in planes}
    least, most = min(frames.values()), max(frames.values())
    if most - least > 1 or not least:
        told = ", ".join(f"{name} has {number}" for name, number in frames.items())
        raise ArchiveError(
            "The planes of a session must have the same number of frames, give or take one, and "
            f"at least one: {told}."
        )
    return least


def corrected_fluorescence(
    planes: Sequence[Plane], frames: int, neuropil_coefficient: float
) -> np.ndarray:
    """The cells' fluorescence less that of their neuropil, float32 `(frame, cell)`.

    Raises ArchiveError where either is not finite.
    """
    fluorescence = np.empty((frames, sum(len(plane.cells) for plane in planes)), "float32")
    at_once = max(1, _BLOCK_VALUES // frames)
    column = 0
    for plane in planes:
        for first in range(0, len(plane.cells), at_once):
            cells = plane.cells[first : first + at_once]
            traces = _rows(plane.traces, cells, frames, plane.folder / TRACES)
            neuropil = _rows(plane.neuropil, cells, frames, plane.folder / NEUROPIL)
            block = fluorescence[:, column : column + len(cells)]
            block[:] = (traces - np.float32(neuropil_coefficient) * neuropil).T
            column += len(cells)
    return fluorescence


def _rows(array: np.ndarray, cells: np.ndarray, frames: int, path: Path) -> np.ndarray:
    rows = array[cells, :frames]
    wrong = ~np.isfinite(rows)
    if wrong.any():
        cell, frame = np.unravel_index(int(wrong.argmax()), wrong.shape)
        raise ArchiveError(
            f"{path} is {rows[cell, frame]} at ROI {cells[cell]}, frame {frame} (counted from 0), "
            "but must be finite: mark the ROI as no cell, or mend the trace."
        )
    return rows
