"""Choices and traces of behaviour in an NWB file, for the trials of a session."""

import numpy as np
import xarray as xr

from neurodag.archives.hints import listed
from neurodag.archives.nwb.opening import NWBFile
from neurodag.archives.nwb.series import find_series, sample_times, trace_values
from neurodag.archives.nwb.tables import Table
from neurodag.archives.traces import sample_trace
from neurodag.config.archives.nwb import NWBSpikes
from neurodag.errors import ArchiveError


def choices(trials: Table, rows: np.ndarray, settings: NWBSpikes) -> np.ndarray:
    """-1, 0 or 1 for each of the trials in `rows`, 0 where the table has nothing.

    Raises ArchiveError if the column has a value that the settings give no meaning.
    """
    texts = trials.texts(str(settings.choice_column))[rows]
    meaning = {"": 0, **settings.choice_values}
    unknown = set(texts) - set(meaning)
    if unknown:
        raise ArchiveError(
            f"{trials.path}: the column trials.{settings.choice_column} has the values "
            f"{listed(unknown)}, to which the setting choice_values gives no meaning (-1, 0 or 1)."
        )
    return np.array([meaning[text] for text in texts], dtype="int8")


def traces(
    nwb: NWBFile, trials: Table, at: np.ndarray, settings: NWBSpikes
) -> dict[str, tuple[tuple[str, str], np.ndarray, dict[str, str]]]:
    """The traces that the settings name, at the times `at` `(trial, time)`, as xarray takes them.

    Raises ArchiveError if a series is not there, or covers no trial.
    """
    from pynwb import TimeSeries

    found: dict[str, tuple[tuple[str, str], np.ndarray, dict[str, str]]] = {}
    for name, wanted in settings.traces.items():
        where, series = find_series(nwb, trials.path, TimeSeries, wanted)
        times = sample_times(series, where, trials.path)
        values = trace_values(series, where, trials.path)
        trace = sample_trace(times, values, at, longest_gap_s=settings.longest_gap_s)
        if not np.isfinite(trace).all(axis=1).any():
            raise ArchiveError(
                f"{trials.path}: {where} covers no trial from beginning to end; is it the {name} "
                "of this recording, on the clock of the trials?"
            )
        found[name] = (("trial", "time"), trace, {"units": str(series.unit), "comment": where})
    return found


def decodable(session: xr.Dataset, names: list[str]) -> np.ndarray:
    """1 for each trial in which all those traces were recorded all the time, else 0."""
    recorded = [np.isfinite(session[name].values).all(axis=1) for name in names]
    return np.all(recorded, axis=0).astype("int8")
