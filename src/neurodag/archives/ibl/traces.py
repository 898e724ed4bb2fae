"""What was recorded beside the spikes: the wheel and the whiskers, on the bins of the trials."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from neurodag.archives.arrays import check_ascending, check_same_length, load_array
from neurodag.archives.ibl.datasets import (
    CAMERA_FILES,
    WHEEL_POSITION,
    WHEEL_TIMES,
    Datasets,
    dataset_of,
)
from neurodag.archives.traces import sample_trace
from neurodag.config.archives.ibl import IBLReader
from neurodag.errors import ArchiveError


@dataclass(frozen=True)
class Whiskers:
    """Motion energy around the whiskers."""

    energy: np.ndarray | None
    """float32 `(trial, time)`, NaN outside the recording; None if no camera recorded it."""
    camera: str
    """Which camera, or why none."""


def wheel_speed(
    datasets: Datasets, session: Path, onset_s: np.ndarray, settings: IBLReader
) -> np.ndarray:
    """Mean speed in each bin, rad/s, never negative, float32 `(trial, time)`.

    The position is interpolated linearly at the edges of the bins; NaN outside the recording.
    """
    times, position = (
        dataset_of(datasets, session, "", file).path for file in (WHEEL_TIMES, WHEEL_POSITION)
    )
    times_s, position_rad = load_array(times, ndim=1, kinds="f"), load_array(position, ndim=1)
    check_same_length({str(times): len(times_s), str(position): len(position_rad)})
    if len(times_s) == 0:
        raise ArchiveError(f"{times} is empty: the wheel was not recorded; download it again.")
    check_ascending(times_s, str(times))
    at_edges = np.interp(
        _edges_s(onset_s, settings), times_s, position_rad, left=np.nan, right=np.nan
    )
    return (np.abs(np.diff(at_edges, axis=1)) / settings.bin_width_s).astype(np.float32)


def whisker_motion_energy(datasets: Datasets, onset_s: np.ndarray, settings: IBLReader) -> Whiskers:
    """Motion energy of the left camera, else of the right one, interpolated at the ends of bins."""
    ends_s = _edges_s(onset_s, settings)[:, 1:]
    of_session = datasets.get("", {})
    failures = []
    for camera, files in CAMERA_FILES.items():
        if any(file not in of_session for file in files):
            failures.append(f"{camera}: no files")
            continue
        times_s, energy = (load_array(of_session[file].path, ndim=1) for file in files)
        problem = _problem(times_s, energy)
        if problem:
            failures.append(f"{camera}: {problem}")
            continue
        return Whiskers(sample_trace(times_s, energy, ends_s), "; ".join([camera, *failures]))
    return Whiskers(None, "; ".join(["none", *failures]))


def _edges_s(onset_s: np.ndarray, settings: IBLReader) -> np.ndarray:
    """Edges of the bins on the clock of the session `(trial, time + 1)`."""
    start_s = onset_s[:, np.newaxis] - settings.before_s
    return start_s + np.arange(settings.bins + 1) * settings.bin_width_s


def _problem(times_s: np.ndarray, energy: np.ndarray) -> str:
    """Why a camera cannot be used, or nothing."""
    if len(times_s) != len(energy):
        return f"{len(times_s)} times for {len(energy)} frames"
    if len(times_s) == 0:
        return "no frames"
    if not (np.isfinite(times_s).all() and np.isfinite(energy).all()):
        return "times or energies that are not finite"
    return "times that go back" if (np.diff(times_s) < 0).any() else ""
