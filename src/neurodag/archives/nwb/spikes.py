"""The units and trials of an NWB file → a session of spikes."""

from pathlib import Path

import numpy as np
import xarray as xr

from neurodag.archives.binning import bin_centres
from neurodag.archives.nwb.behaviour import choices, decodable, traces
from neurodag.archives.nwb.opening import NWBFile
from neurodag.archives.nwb.regions import region_of_units
from neurodag.archives.nwb.tables import Table
from neurodag.archives.nwb.units import count_spikes, observed
from neurodag.config.archives.nwb import NWBReader, NWBSpikes
from neurodag.errors import ArchiveError


def spikes_session(nwb: NWBFile, path: Path, reader: NWBReader) -> xr.Dataset:
    """The session, with the attributes of its modality alone.

    Raises ArchiveError if the file has no units, no trials, or not what the settings name.
    """
    settings = reader.spikes
    units, trials = _table(nwb, "units", path), _table(nwb, "trials", path)
    kept = units.rows_with(reader.unit_filter)
    trial = _usable_trials(units, kept, trials, settings)
    event_s = trials.numbers(settings.alignment_column)[trial]
    time = bin_centres(settings.before_s, settings.after_s, settings.bin_width_s)
    session = xr.Dataset(
        {
            "spike_count": (
                ("trial", "time", "unit"),
                count_spikes(units, kept, event_s, settings),
            ),
            "trial_id": (
                "trial",
                trials.ids()[trial],
                {"long_name": "id of the trial in the file"},
            ),
            **traces(nwb, trials, event_s[:, np.newaxis] + time, settings),
        },
        coords={
            "time": time,
            "unit": units.ids()[kept],
            "region": ("unit", region_of_units(nwb, units, settings.region_column)[kept]),
        },
        attrs={
            "modality": "spikes",
            "bin_width_s": settings.bin_width_s,
            "alignment_event": settings.alignment_column,
            "left_out_trials": len(trials.ids()) - len(trial),
        },
    )
    if settings.choice_column:
        session["choice"] = "trial", choices(trials, trial, settings)
    if settings.traces:
        session["decodable"] = "trial", decodable(session, list(settings.traces))
    return session


def _table(nwb: NWBFile, name: str, path: Path) -> Table:
    table = getattr(nwb, name)
    if table is None or not len(table.id):
        raise ArchiveError(
            f"{path} has {'no' if table is None else 'an empty'} table {name}, which a session of "
            "spikes is made of. Is it a file of spikes? Otherwise the setting modality is calcium."
        )
    return Table(table, path)


def _usable_trials(
    units: Table, kept: np.ndarray, trials: Table, settings: NWBSpikes
) -> np.ndarray:
    """Rows of the trials of the filter in which the event happened and the units were observed."""
    event_s = trials.numbers(settings.alignment_column)
    wanted = trials.rows_with(settings.trial_filter)
    happened = wanted[np.isfinite(event_s[wanted])]
    if not len(happened):
        raise ArchiveError(
            f"{trials.path}: the column trials.{settings.alignment_column} has no time in any of "
            f"{len(wanted)} trials."
        )
    if not settings.observed_only:
        return happened
    start_s, stop_s = event_s[happened] - settings.before_s, event_s[happened] + settings.after_s
    usable = happened[observed(units, kept, start_s, stop_s)]
    if not len(usable):
        raise ArchiveError(
            f"{trials.path}: in no trial were all units observed (units.obs_intervals) from "
            f"{settings.before_s:g} s before {settings.alignment_column} to "
            f"{settings.after_s:g} s after it. Filter the units, shorten the window, or set "
            "observed_only to false."
        )
    return usable
