"""One experiment: drawn, written into the archive's layout, and its truth."""

from dataclasses import asdict
from pathlib import Path

import numpy as np
import xarray as xr

from neurodag.archives.allen.files import FOLDER
from neurodag.config.archives.allen import STIMULI, AllenTwin, SessionType, Stimulus
from neurodag.errors import ConfigError
from neurodag.simulate.allen.events import FRAME_RATE_HZ, draw_events, event_rate
from neurodag.simulate.allen.nwb import Experiment, write_experiment
from neurodag.simulate.allen.order import NOISE_SHAPE, draw_noise, draw_order
from neurodag.simulate.allen.schedule import PACES, schedule
from neurodag.simulate.allen.traces import draw_traces
from neurodag.simulate.allen.truth import describe_truth
from neurodag.simulate.allen.tuning import draw_preferences, drive
from neurodag.simulate.seeding import generator

FIRST_FRAME_S = 8.7
"""Time of the first frame; the clock of an experiment starts before the microscope."""
CELL_IDS = (517_000_000, 518_000_000)
"""Range of the identifiers of cells."""
RUNNING_CM_S = 10.0
"""Standard deviation of the speed of the mouse."""


def simulate_allen(folder: Path, session_id: str, settings: AllenTwin) -> xr.Dataset:
    """Writes the experiment `session_id` below `folder` as the archive does, and returns its truth.

    The same settings and id give the same bytes. Raises ConfigError if no container of `settings`
    has that experiment.
    """
    container, session_type = _place(session_id, settings)
    rng = generator(settings.seed, "allen", session_id)
    shown, frames = schedule(session_type, settings.scale)
    asked = [stimulus for stimulus in STIMULI if stimulus in shown]
    order = {name: draw_order(name, len(shown[name].onset), rng) for name in asked}
    noise = {name: draw_noise(name, len(order[name]), rng) for name in asked if name in NOISE_SHAPE}
    preferences = draw_preferences(settings.units, rng)
    rate = {name: event_rate(settings, name) for name in asked}
    tuning: dict[Stimulus, np.ndarray] = {}
    for name in asked:
        strength = drive(name, preferences, noise.get(name), rng)
        mean = _by_presentation(strength, order[name]).mean(axis=0)
        evoked = settings.evoked * rate[name] * PACES[name].period
        tuning[name] = evoked * np.divide(strength, mean, out=0 * strength, where=mean > 0)
    expected = {name: _by_presentation(tuning[name], order[name]) for name in asked}
    spontaneous = (1 - settings.evoked) * float(np.mean(list(rate.values())))
    events = draw_events(shown, expected, spontaneous, frames, rng)
    experiment = Experiment(
        session_id=session_id,
        container=container,
        session_type=session_type,
        pipeline_version=settings.pipeline_version,
        time_s=FIRST_FRAME_S + np.arange(frames) / FRAME_RATE_HZ,
        traces=draw_traces(settings, events, rng),
        cell_specimen_ids=np.sort(rng.choice(np.arange(*CELL_IDS), settings.units, replace=False)),
        running_speed=RUNNING_CM_S * np.abs(rng.standard_normal(frames, dtype=np.float32)),
        shown=shown,
        order=order,
        noise=noise,
    )
    write_experiment(experiment, folder / FOLDER / f"{session_id}.nwb")
    truth = describe_truth(experiment, events, tuning, asdict(preferences))
    return truth.assign_attrs(
        session_id=session_id,
        source="neurodag.simulate.allen",
        settings=settings.model_dump_json(),
    )


def _place(session_id: str, settings: AllenTwin) -> tuple[str, SessionType]:
    """Container and session type of an experiment."""
    for container, experiments in settings.containers.items():
        for session_type, experiment in experiments.items():
            if experiment == session_id:
                return container, session_type
    known = [id_ for experiments in settings.containers.values() for id_ in experiments.values()]
    raise ConfigError(
        f"{session_id} is no experiment of any of the containers; they have {', '.join(known)}."
    )


def _by_presentation(of_condition: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Rows of each presentation's condition `(presentation, unit)`, 0 for blank scenes."""
    return of_condition[order] * (order >= 0)[:, None]
