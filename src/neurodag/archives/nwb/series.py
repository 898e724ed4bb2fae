"""Time series of an NWB file, found by name or path."""

from pathlib import Path
from typing import Any

import numpy as np

from neurodag.archives.arrays import check_array, check_ascending
from neurodag.archives.hints import did_you_mean, listed
from neurodag.archives.nwb.opening import NWBFile, damage
from neurodag.archives.nwb.tables import one_channel
from neurodag.errors import ArchiveError


def find_series(nwb: NWBFile, path: Path, kind: type, wanted: str | None) -> tuple[str, Any]:
    """Path and series of that `kind` that is called `wanted`, by its whole path or the end of it.

    Raises ArchiveError that lists the series of that kind, if it is not there, or not the only one.
    """
    with damage(path):
        series = {
            _path_in_file(nwb, item): item
            for item in nwb.objects.values()
            if isinstance(item, kind)
        }
    name = (wanted or "").strip("/")
    found = [key for key in series if key == name] or [
        key for key in series if not name or key.endswith(f"/{name}")
    ]
    if len(found) == 1:
        return found[0], series[found[0]]
    if wanted is None:
        problem = f"{len(found)} series of the type {kind.__name__}, where one is meant."
    else:
        problem = f"{len(found) or 'no'} {kind.__name__} {wanted}.{did_you_mean(name, series)}"
    raise ArchiveError(
        f"{path} has {problem} Name one in the settings by its path. The file has {listed(series)}."
    )


def sample_times(series: Any, where: str, path: Path) -> np.ndarray:
    """Times of the samples `(sample,)` in seconds; raises ArchiveError unless they ascend."""
    with damage(path):
        samples = len(series.data)
        if series.timestamps is None:
            start_s, rate_hz = float(series.starting_time or 0), float(series.rate)
            if not (np.isfinite(start_s) and 0 < rate_hz < np.inf):
                raise ArchiveError(
                    f"{path}: {where} has the rate {rate_hz:g} Hz from {start_s:g} s."
                )
            return start_s + np.arange(samples) / rate_hz
        times = np.asarray(series.timestamps[:])
    if len(times) != samples:
        raise ArchiveError(f"{path}: {where} has {samples} samples, but {len(times)} timestamps.")
    source = f"{path}: the timestamps of {where}"
    check_array(times, source, ndim=1)
    check_ascending(times, source, strictly=True)
    return times.astype("float64")


def trace_values(series: Any, where: str, path: Path) -> np.ndarray:
    """Values of a series with one channel `(sample,)`, in its units; may be NaN."""
    with damage(path):
        values = one_channel(np.asarray(series.data[:]))
    source = f"{path}: the data of {where}"
    check_array(values, source, ndim=1)
    if np.isinf(values).any():
        raise ArchiveError(f"{source} have infinite values: they must be numbers, or NaN.")
    return values * float(series.conversion) + float(series.offset)


def _path_in_file(nwb: NWBFile, series: Any) -> str:
    """As HDF5 viewers show it, without the leading slash: processing/behavior/wheel."""
    builder = nwb.get_read_io().manager.get_builder(series)
    return str(builder.path).removeprefix("root/")
