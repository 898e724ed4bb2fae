"""From the files of a recording to a session."""

from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from neurodag.archives.binning import bin_centres
from neurodag.archives.conventions import describe_variables
from neurodag.archives.ibl.counts import count_spikes
from neurodag.archives.ibl.datasets import choose_datasets
from neurodag.archives.ibl.folders import Place, find_session
from neurodag.archives.ibl.probes import Probe, open_probes
from neurodag.archives.ibl.traces import Whiskers, wheel_speed, whisker_motion_energy
from neurodag.archives.ibl.trials import Trials, read_trials
from neurodag.config.archives.ibl import IBLReader

Variables = dict[str, tuple[Any, ...]]
"""Dimensions, values and attributes, as xarray takes them."""


def read_session(folder: Path, session_id: str, settings: IBLReader) -> xr.Dataset:
    """A `spikes` session of all units of all probes around every stimulus (MtM paper, A.3).

    `session_id` is an experiment id or a reference such as `2020-09-12_1_DY_016`. A trial counts
    for decoding only if wheel and whiskers were recorded all through it. Raises ArchiveError if the
    archive below `folder` does not hold the session, or holds it damaged.
    """
    session, place = find_session(folder, session_id)
    datasets = choose_datasets(session / "alf", settings.revision)
    probes = open_probes(datasets, session, settings)
    trials = read_trials(datasets, session, settings)
    speed = wheel_speed(datasets, session, trials.onset_s, settings)
    whiskers = whisker_motion_energy(datasets, trials.onset_s, settings)
    counts = count_spikes(probes, trials.onset_s, settings)
    recording = xr.Dataset(
        {
            "spike_count": (("trial", "time", "unit"), counts, {"units": "1"}),
            **_behaviour(trials, speed, whiskers),
        },
        coords=_coordinates(trials, probes, settings),
        attrs={
            **_attributes(place, session_id, settings),
            "spike_sorting": "; ".join(probe.sorting for probe in probes),
            "whisker_camera": whiskers.camera,
            "trials_without_stimulus_onset": trials.without_onset,
        },
    )
    return describe_variables(recording)


def _behaviour(trials: Trials, speed: np.ndarray, whiskers: Whiskers) -> Variables:
    traces = {"wheel_speed": speed}
    if whiskers.energy is not None:
        traces["whisker_motion_energy"] = whiskers.energy
    whole = np.all([np.isfinite(trace).all(axis=1) for trace in traces.values()], axis=0)
    return {
        **{name: (("trial", "time"), trace) for name, trace in traces.items()},
        "choice": ("trial", trials.choice),
        "block": ("trial", trials.block),
        "reward": ("trial", trials.reward),
        "decodable": ("trial", (trials.decodable & whole).astype(np.int8)),
    }


def _coordinates(trials: Trials, probes: list[Probe], settings: IBLReader) -> Variables:
    time_s = bin_centres(settings.before_s, settings.after_s, settings.bin_width_s)
    return {
        "trial": ("trial", trials.number, {"long_name": "position in the table of trials"}),
        "time": ("time", time_s),
        "unit": ("unit", np.array([unit for probe in probes for unit in probe.units])),
        "region": ("unit", np.concatenate([probe.region for probe in probes])),
    }


def _attributes(place: Place, session_id: str, settings: IBLReader) -> dict[str, str | float]:
    return {
        "modality": "spikes",
        "dataset": "ibl",
        "subject": place.subject,
        "session_id": session_id,
        "species": "Mus musculus",
        "license": "CC-BY-4.0",
        "source": f"International Brain Laboratory, {place.folder.as_posix()}",
        "bin_width_s": settings.bin_width_s,
        "alignment_event": "stimulus_onset",
        "regions": settings.regions,
    }
