"""Weights of forecasters with what they say of themselves, and a session to evaluate them on."""

import numpy as np
from pydantic import TypeAdapter

from neurodag.config import forecast as config
from neurodag.models.weights import save_weights
from neurodag.training.devices import seed_everything
from neurodag.training.forecast.adaptation import adaptation
from neurodag.training.forecast.competitor import competition
from neurodag.training.forecast.observations import observations_of
from tests.unit.training.forecast.planted import CPU
from tests.unit.training.forecast.responding import NETWORK, TASK, WINDOWS, quantizing, session

STIMULUS = "drifting_gratings"
COMPETITORS = {
    "nlinear": {},
    "mean": {"over": "responses_to_stimulus"},
    "lstm": {"width": 8},
    "persistence": {},
}


def with_unit_ids(made):
    return made.assign_coords(unit=100 + np.arange(made.sizes["unit"]))


def mouse(**changes):
    return with_unit_ids(session(presentations=60, **changes))


def save_adapted(path, made, predicts, **changes):
    """Of a QuantFormer whose codes are in use, and that has learnt no task."""
    observed = observations_of(made, WINDOWS, CPU, [STIMULUS])
    run = config.DownstreamRun(windows=WINDOWS, training=TASK)
    seed_everything(1, "weights")
    task = adaptation(quantizing(), predicts, observed, run)
    more = {"network": NETWORK.model_dump(mode="json"), "baseline_frames": 8, "response_frames": 6}
    return _save(path, task, made, observed, run, predicts, **more | changes)


def save_competitor(path, made, kind, predicts="signals", windows=WINDOWS, **changes):
    observed = observations_of(made, windows, CPU)
    settings = TypeAdapter(config.Competitor).validate_python({"kind": kind} | COMPETITORS[kind])
    run = config.CompetitorRun(windows=windows, competitor=settings, training=TASK)
    seed_everything(1, "weights")
    task = competition(predicts, observed, run)
    return _save(path, task, made, observed, run, predicts, **changes)


def _save(path, task, made, observed, run, predicts, **changes):
    description = {
        "sessions": {made.attrs["session_id"]: observed.units},
        "stimulus_names": sorted({stimulus for stimulus, _ in observed.conditions}),
        "predicts": predicts,
        "units": observed.units,
        "stimuli": len(observed.conditions),
        "seed": 3,
        **run.model_dump(mode="json"),
    }
    save_weights(task.model.state_dict(), description | changes, path)
    task.model.eval()
    return task
