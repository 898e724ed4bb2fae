"""The fluorescence of an NWB file and its presentations → a session of calcium recordings."""

from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from neurodag.archives.arrays import check_array, check_ascending, check_finite
from neurodag.archives.nwb.opening import NWBFile, damage
from neurodag.archives.nwb.series import find_series, sample_times
from neurodag.archives.nwb.stimuli import presentations
from neurodag.archives.nwb.tables import Table
from neurodag.archives.presentations import CLOCK_TOLERANCE_S, onset_frames
from neurodag.config.archives.nwb import NWBReader
from neurodag.errors import ArchiveError

_BLOCK_VALUES = 2**22
"""Values of fluorescence that are read at once: 32 MB."""


def calcium_session(nwb: NWBFile, path: Path, reader: NWBReader) -> xr.Dataset:
    """The session, with the attributes of its modality alone.

    Presentations that start before the first frame or after the last are left out. Raises
    ArchiveError if the file has no such series or intervals, or not what the settings name.
    """
    from pynwb.ophys import RoiResponseSeries

    where, series = find_series(nwb, path, RoiResponseSeries, reader.calcium.series)
    frame_s = sample_times(series, where, path)
    if len(frame_s) < 2:
        raise ArchiveError(f"{path}: {where} has {len(frame_s)} frames, where two are the least.")
    shown = presentations(nwb, path, reader.calcium)
    start_s = shown.pop("start_s")
    frame = onset_frames(start_s, frame_s)
    inside = (start_s >= frame_s[0] - CLOCK_TOLERANCE_S) & (frame < len(frame_s))
    if not inside.any():
        raise ArchiveError(
            f"{path}: all presentations lie outside {where}, which lasts from {frame_s[0]:g} s to "
            f"{frame_s[-1]:g} s. Name other intervals, or another series."
        )
    check_ascending(
        frame[inside], f"{path}: the first frame of the presentations, in order,", strictly=True
    )
    unit, column = _units(series, where, path, reader)
    return xr.Dataset(
        {
            "fluorescence": (
                ("frame", "unit"),
                _fluorescence(series, column, where, path),
                {"comment": where, "units": str(series.unit)},
            ),
            "onset_frame": ("presentation", frame[inside]),
            **{name: ("presentation", values[inside]) for name, values in shown.items()},
        },
        coords={"unit": unit},
        attrs={
            "modality": "calcium",
            "frame_rate_hz": float(1 / np.median(np.diff(frame_s))),
            "left_out_presentations": int((~inside).sum()),
        },
    )


def _units(series: Any, where: str, path: Path, reader: NWBReader) -> tuple[np.ndarray, np.ndarray]:
    """Ids of the ROIs that the filter leaves, and their columns in the series, both `(unit,)`."""
    rois = Table(series.rois.table, path)
    with damage(path):
        row_of_column = np.asarray(series.rois.data[:])
        shape = series.data.shape
    if len(shape) != 2 or shape[1] != len(row_of_column):
        raise ArchiveError(
            f"{path}: the data of {where} have the shape {shape}, but must have (frames, "
            f"{len(row_of_column)}): a column for each of its ROIs."
        )
    column = np.flatnonzero(np.isin(row_of_column, rois.rows_with(reader.unit_filter)))
    if not len(column):
        raise ArchiveError(f"{path}: {where} has no ROIs that unit_filter leaves.")
    return rois.ids()[row_of_column[column]], column


def _fluorescence(series: Any, column: np.ndarray, where: str, path: Path) -> np.ndarray:
    """Float32 `(frame, unit)`, read block by block; raises ArchiveError if it is not finite."""
    frames, width = series.data.shape
    source = f"{path}: the data of {where}"
    fluorescence = np.empty((frames, len(column)), dtype="float32")
    at_once = max(1, _BLOCK_VALUES // width)
    for first in range(0, frames, at_once):
        with damage(path):
            block = np.asarray(series.data[first : first + at_once])
        check_array(block, source, ndim=2)
        values = block[:, column] * float(series.conversion) + float(series.offset)
        check_finite(values, f"{source}, in the frames from {first} and the ROIs that are kept,")
        fluorescence[first : first + at_once] = values
    return fluorescence
