"""Traces of an experiment: fluorescence without the neuropil, and the speed of the mouse."""

import h5py
import numpy as np

from neurodag.archives.allen.nwb import find, has, load, texts
from neurodag.archives.arrays import check_array, check_ascending
from neurodag.errors import ArchiveError

PIPELINE = "processing/brain_observatory_pipeline"
RAW = f"{PIPELINE}/Fluorescence/imaging_plane_1"
UNITS_AT_ONCE = 8
"""Units whose traces are read together: bounds the memory, does not change the traces."""


def frame_times(file: h5py.File) -> np.ndarray:
    """Seconds since the start of the experiment, ascending `(frame)`."""
    field = f"{RAW}/timestamps"
    times = load(file, field).astype(np.float64)
    check_array(times, f"{file.filename}: {field}", ndim=1)
    check_ascending(times, f"{file.filename}: {field}", strictly=True)
    if len(times) < 2:
        raise ArchiveError(f"{file.filename}: {field} has {len(times)} frames, but needs two.")
    return times


def unit_ids(file: h5py.File) -> tuple[np.ndarray, str]:
    """Identifiers of the units `(unit)`, and the name of the field that they are from.

    They are the `cell_specimen_ids`, by which a cell is known in all experiments of a mouse; where
    these are missing, negative or repeated (cells that were not matched), the `roi_ids`.
    """
    fields = [f"{PIPELINE}/ImageSegmentation/{name}" for name in ("cell_specimen_ids", "roi_ids")]
    for field in fields:
        if not has(file, field):
            continue
        ids = (
            np.array(texts(file, field))
            if find(file, field).dtype.kind in "OS"
            else load(file, field)
        )
        usable = ids.dtype.kind == "U" or (ids.dtype.kind in "iu" and (ids >= 0).all())
        if usable and ids.ndim == 1 and len(ids) and len(np.unique(ids)) == len(ids):
            return ids, field.rpartition("/")[2]
    raise ArchiveError(
        f"{file.filename}: neither {fields[0]} nor {fields[1]} gives each unit an identifier of "
        "its own. There must be at least one unit."
    )


def corrected_fluorescence(
    file: h5py.File, demixed: bool, frames: int, units: int
) -> tuple[np.ndarray, np.ndarray]:
    """Fluorescence less the neuropil's part in it, float32 `(frame, unit)`, and which are finite.

    The trace of a unit is demixed − r × neuropil, or raw − r × neuropil in the files that are not
    demixed. A unit is left out (False in the second result, `(unit)`) if a value of it is not
    finite.
    """
    if demixed:
        signal, neuropil = f"{RAW}_demixed_signal/data", f"{RAW}_neuropil_response/data"
        part = f"{RAW}_neuropil_response/r"
    else:
        signal, neuropil, part = f"{RAW}/data", f"{RAW}/neuropil_traces", f"{RAW}/r"
    for field, shape in {
        signal: (units, frames),
        neuropil: (units, frames),
        part: (units,),
    }.items():
        found = find(file, field).shape
        if found != shape:
            raise ArchiveError(
                f"{file.filename}: {field} has the shape {found}, but must have {shape}, one row "
                f"for each of {units} units and one column for each of {frames} frames."
            )
    r = load(file, part)
    corrected = np.empty((frames, units), dtype=np.float32)
    for start in range(0, units, UNITS_AT_ONCE):
        block = slice(start, start + UNITS_AT_ONCE)
        with np.errstate(over="ignore", invalid="ignore"):  # what is not finite is left out below
            contamination = r[block, None] * load(file, neuropil, block)
            corrected[:, block] = (load(file, signal, block) - contamination).T
    finite = np.asarray(np.isfinite(corrected).all(axis=0))
    if not finite.any():
        raise ArchiveError(
            f"{file.filename}: no unit has finite values in all frames of {signal}, {neuropil} "
            f"and {part}, so nothing of the experiment can be used."
        )
    return (corrected if finite.all() else corrected[:, finite]), finite


def running_speed(file: h5py.File, times: np.ndarray) -> np.ndarray | None:
    """Speed of the mouse in cm/s, float32 `(frame)`, NaN where not measured; None if it never was.

    A measurement belongs to the frame whose time is within half a frame of its own.
    """
    fields = [f"{PIPELINE}/BehavioralTimeSeries/running_speed/{n}" for n in ("data", "timestamps")]
    if not has(file, fields[0]):
        return None
    measured, at = (load(file, field).ravel() for field in fields)
    if len(measured) != len(at):
        raise ArchiveError(
            f"{file.filename}: {fields[0]} has {len(measured)} values and {fields[1]} "
            f"{len(at)}; they must be as many."
        )
    half = np.median(np.diff(times)) / 2
    frame = np.minimum(np.searchsorted(times, at - half), len(times) - 1)
    known = np.abs(times[frame] - at) < half
    speed = np.full(len(times), np.nan, dtype=np.float32)
    speed[frame[known]] = measured[known]
    return speed
