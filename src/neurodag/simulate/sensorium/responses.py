"""From pictures to responses: filter, rectify, multiply by arousal, add noise."""

from dataclasses import dataclass

import numpy as np

from neurodag.config.archives.sensorium import SensoriumTwin
from neurodag.simulate.sensorium.behaviour import Behaviour
from neurodag.simulate.sensorium.design import Design
from neurodag.simulate.sensorium.fields import Fields, filters
from neurodag.simulate.sensorium.gaze import Gaze, seen

BASELINE = (0.05, 0.3)
"""Range of a unit's activity without a picture, in standard deviations of its drive."""
EVENTS_SPREAD = 0.4
"""Standard deviation over units of the log of the mean number of events."""
SCALE = (1.5, 0.5)
"""Median response to an event, and standard deviation of its log over units."""
TRIALS_AT_ONCE = 64
"""Trials that are seen together: bounds the memory."""


@dataclass(frozen=True)
class Tuning:
    """What a unit makes of its drive; expected response = scale · amplitude · gain · (baseline +
    max(drive / drive_spread, 0)), with gain = exp(arousal_weight · arousal)."""

    drive_spread: np.ndarray
    """Standard deviation of the field's output over the trials `(unit,)`."""
    baseline: np.ndarray
    """`(unit,)`"""
    arousal_weight: np.ndarray
    """`(unit,)`"""
    amplitude: np.ndarray
    """Events that a drive of one standard deviation adds `(unit,)`."""
    scale: np.ndarray
    """Response to one event `(unit,)`."""


def drive(pictures: np.ndarray, design: Design, fields: Fields, gaze: Gaze) -> np.ndarray:
    """Output of the fields, as the gaze has moved them, float32 `(trial, unit)`.

    `pictures` `(picture, channel, y, x)` are standardised by mean and deviation of all pixels.
    """
    mean, spread = pictures.mean(dtype=np.float64), pictures.std(dtype=np.float64)
    field = filters(fields, pictures.shape[2:]).reshape(len(fields.size), -1)
    output = np.empty((len(design.picture), len(field)), dtype=np.float32)
    for start in range(0, len(output), TRIALS_AT_ONCE):
        block = slice(start, start + TRIALS_AT_ONCE)
        standardised = ((pictures[design.picture[block]] - mean) / spread).astype(np.float32)
        retinal = seen(standardised, gaze.shift[block])
        each_channel = retinal.reshape(*retinal.shape[:2], -1) @ field.T
        output[block] = (each_channel * fields.colour.T).sum(axis=1)
    return output


def draw_tuning(
    driven: np.ndarray, behaviour: Behaviour, settings: SensoriumTwin, rng: np.random.Generator
) -> tuple[Tuning, np.ndarray]:
    """The tuning of each unit, and the expected responses, float32 `(trial, unit)`."""
    units = settings.units
    spread = driven.std(axis=0)
    baseline = rng.uniform(*BASELINE, units)
    weight = settings.arousal_strength * rng.standard_normal(units)
    shape = np.exp(behaviour.arousal[:, None] * weight)
    shape *= baseline + np.maximum(driven / spread, 0)
    events = settings.events * np.exp(EVENTS_SPREAD * rng.standard_normal(units))
    amplitude = events / shape.mean(axis=0)
    median, scale_spread = SCALE
    scale = median * np.exp(scale_spread * rng.standard_normal(units))
    tuning = Tuning(spread, baseline, weight, amplitude, scale)
    return tuning, (shape * amplitude * scale).astype(np.float32)


def draw_responses(
    expected: np.ndarray, tuning: Tuning, settings: SensoriumTwin, rng: np.random.Generator
) -> np.ndarray:
    """Gamma noise around the expected responses, float32 `(trial, unit)`; never below 0.

    The variance is the expected response times `fano` times the response to one event.
    """
    unit = tuning.scale * settings.fano
    return (rng.gamma(expected / unit) * unit).astype(np.float32)
