"""Writes an experiment as the archive does: one NWB 1 file, HDF5, its groups, names and dtypes.

What no reader of sessions needs is left out: images, masks, eye tracking and motion.
"""

from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

from neurodag.archives.allen.conditions import GRATINGS, grating_grid
from neurodag.config.archives.allen import Stimulus
from neurodag.files import atomic_path
from neurodag.simulate.allen.schedule import SPONTANEOUS, Shown
from neurodag.simulate.allen.traces import Traces

PIPELINE = "processing/brain_observatory_pipeline"
FEATURES: dict[Stimulus, tuple[str, ...]] = {
    "drifting_gratings": ("temporal_frequency", "orientation", "blank_sweep"),
    "static_gratings": ("orientation", "spatial_frequency", "phase"),
}
"""Columns of the tables of gratings, in the archive's order."""


@dataclass(frozen=True)
class Experiment:
    """What is in one file."""

    session_id: str
    container: str
    session_type: str
    pipeline_version: str
    time_s: np.ndarray
    """Of each frame `(frame)`."""
    traces: Traces
    cell_specimen_ids: np.ndarray
    """`(unit)`"""
    running_speed: np.ndarray
    """In cm/s `(frame)`."""
    shown: dict[str, Shown]
    """Presentations of each stimulus, movies and gray screen among them."""
    order: dict[Stimulus, np.ndarray]
    """Number of the condition in each presentation of the stimuli that evoke responses."""
    noise: dict[Stimulus, np.ndarray]
    """Frames of sparse noise, uint8 `(frame, y, x)`."""


def write_experiment(experiment: Experiment, path: Path) -> None:
    """Writes the file, whole or not at all; same experiment, same bytes."""
    with atomic_path(path) as partial, h5py.File(partial, "w") as file:
        for field, text in _texts(experiment).items():
            file[field] = np.bytes_(text)
        file["general/generated_by"] = np.array(
            ["program", "neurodag twin", "version", experiment.pipeline_version], dtype="S"
        )
        _write_traces(file, experiment)
        for stimulus, shown in experiment.shown.items():
            _write_stimulus(file, experiment, stimulus, shown)
        for stimulus, frames in experiment.noise.items():
            file[f"stimulus/templates/{stimulus}_image_stack/data"] = frames


def _texts(experiment: Experiment) -> dict[str, str]:
    plane = "general/optophysiology/imaging_plane_1"
    return {
        "nwb_version": "NWB-1.0.6",
        "session_description": "Simulated: a twin of the Brain Observatory with a known truth",
        "session_start_time": "2016-01-01T00:00:00",
        "general/session_id": experiment.session_id,
        "general/session_type": f"three_session_{experiment.session_type}",
        "general/experiment_container_id": experiment.container,
        "general/specimen_name": f"twin-{experiment.container}",
        "general/subject/genotype": "simulated;none",
        "general/subject/sex": "unknown",
        "general/subject/age": "100 days",
        f"{plane}/location": "VISp",
        f"{plane}/imaging depth": "175 microns",
        f"{plane}/indicator": "GCaMP6f",
    }


def _write_traces(file: h5py.File, experiment: Experiment) -> None:
    """Traces as rows, one a unit; what they are called depends on the pipeline's version."""
    traces, plane = experiment.traces, f"{PIPELINE}/Fluorescence/imaging_plane_1"
    rows = {f"{PIPELINE}/DfOverF/imaging_plane_1/data": traces.corrected / traces.resting - 1}
    if float(experiment.pipeline_version) >= 2:
        rows[f"{plane}/data"] = traces.raw
        rows[f"{plane}_demixed_signal/data"] = traces.demixed
        neuropil, contamination = f"{plane}_neuropil_response/data", f"{plane}_neuropil_response/r"
    else:
        rows[f"{plane}/data"] = traces.demixed
        neuropil, contamination = f"{plane}/neuropil_traces", f"{plane}/r"
    rows[neuropil] = traces.neuropil
    for field, values in rows.items():
        file.create_dataset(field, data=values.T.astype(np.float32))
        if field.endswith("/data"):
            file[field.replace("/data", "/timestamps")] = experiment.time_s
    file[contamination] = traces.contamination
    segmentation = f"{PIPELINE}/ImageSegmentation"
    file[f"{segmentation}/cell_specimen_ids"] = experiment.cell_specimen_ids
    file[f"{segmentation}/roi_ids"] = np.arange(len(experiment.cell_specimen_ids))
    speed = f"{PIPELINE}/BehavioralTimeSeries/running_speed"
    file[f"{speed}/data"] = experiment.running_speed
    file[f"{speed}/timestamps"] = experiment.time_s


def _write_stimulus(file: h5py.File, experiment: Experiment, stimulus: str, shown: Shown) -> None:
    group = f"stimulus/presentation/{stimulus}_stimulus"
    frames = np.stack([shown.onset, shown.end], axis=1)
    if stimulus == SPONTANEOUS:  # a row for the beginning and one for the end
        frames = np.repeat(frames, 2, axis=0)
        data: np.ndarray = np.tile([1, -1], len(shown.onset))
    elif stimulus in FEATURES:
        data = _grating_data(stimulus, experiment.order[stimulus])
        file[f"{group}/features"] = np.array(FEATURES[stimulus], dtype="S")
    elif stimulus in experiment.order:
        data = experiment.order[stimulus]
    else:
        data = np.arange(len(shown.onset))  # frames of a movie
    file[f"{group}/data"] = data
    file[f"{group}/frame_duration"] = frames
    file[f"{group}/timestamps"] = experiment.time_s[frames[:, 0]]


def _grating_data(stimulus: Stimulus, order: np.ndarray) -> np.ndarray:
    """Rows of the stimulus table `(presentation, feature)`, NaN in blank sweeps."""
    columns = dict(zip(GRATINGS[stimulus], grating_grid(stimulus)[order].T, strict=True))
    columns["blank_sweep"] = (order == 0).astype(float)
    return np.stack([columns[feature] for feature in FEATURES[stimulus]], axis=1)
