"""What the animal does while it sees the pictures: it runs, is aroused, and moves its eyes."""

from dataclasses import dataclass

import numpy as np
from scipy.signal import lfilter

START_RUNNING, STOP_RUNNING = 0.03, 0.08
"""Probabilities in each trial."""
SPEED_CM_S = 12.0
"""Mean running speed while the animal runs."""
PUPIL_MEAN_PX, PUPIL_SPREAD_PX = 35.0, 8.0
"""Of the diameter of the pupil in the camera."""
GAZE_MEAN_PX = (320.0, 180.0)
GAZE_SPREAD_PX = (8.0, 4.0)
"""Of the pupil's centre in the camera, (x, y)."""
PERSISTENCE = {"speed": 0.5, "arousal": 0.95, "gaze": 0.8}
"""Correlation from one trial to the next."""
RUNNING_WEIGHT = 1.0
"""Standard deviations by which running, once started, comes to dilate the pupil."""


@dataclass(frozen=True)
class Behaviour:
    """The five variables, as published."""

    state: np.ndarray
    """Pupil dilation, its derivative and running speed, float32 `(trial, 3)`."""
    pupil_centre: np.ndarray
    """x and y, float32 `(trial, 2)`."""

    @property
    def arousal(self) -> np.ndarray:
        """Standardised sum of standardised pupil dilation and running speed `(trial,)`."""
        state = self.state.astype(np.float64)
        return _standardised(_standardised(state[:, 0]) + _standardised(state[:, 2]))


def draw_behaviour(rank: np.ndarray, rng: np.random.Generator) -> Behaviour:
    """The behaviour in trials that come at `rank` `(trial,)` in time."""
    trials = len(rank)
    running = _running(trials, rng)
    speed = SPEED_CM_S * running * np.exp(0.3 * _persistent("speed", trials, rng))
    effort = lfilter([0.2], [1, -0.8], running)
    arousal = _standardised(_persistent("arousal", trials, rng) + RUNNING_WEIGHT * effort)
    dilation = PUPIL_MEAN_PX + PUPIL_SPREAD_PX * arousal
    derivative = np.gradient(dilation) + 0.1 * PUPIL_SPREAD_PX * rng.standard_normal(trials)
    gaze = np.stack([_persistent("gaze", trials, rng) for _ in GAZE_MEAN_PX], axis=1)
    state = np.stack([dilation, derivative, speed], axis=1)
    centre = np.array(GAZE_MEAN_PX) + np.array(GAZE_SPREAD_PX) * gaze
    return Behaviour(state[rank].astype(np.float32), centre[rank].astype(np.float32))


def _running(trials: int, rng: np.random.Generator) -> np.ndarray:
    """Whether the animal runs, in bouts, 0 or 1 `(trial,)`."""
    draws = rng.random(trials)
    running = np.zeros(trials)
    now = False
    for trial, draw in enumerate(draws):
        now = draw > STOP_RUNNING if now else draw < START_RUNNING
        running[trial] = now
    return running


def _persistent(what: str, trials: int, rng: np.random.Generator) -> np.ndarray:
    """Gaussian noise of variance 1 that is correlated from trial to trial `(trial,)`."""
    keep = PERSISTENCE[what]
    noise = np.sqrt(1 - keep**2) * rng.standard_normal(trials)
    noise[0] /= np.sqrt(1 - keep**2)
    return lfilter([1], [1, -keep], noise)


def _standardised(values: np.ndarray) -> np.ndarray:
    """Mean 0 and, unless all are equal, standard deviation 1."""
    return (values - values.mean()) / (values.std() or 1)
