"""The gaze: it moves the picture on the retina."""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import shift as shifted

from neurodag.config.archives.sensorium import SensoriumTwin
from neurodag.simulate.sensorium.behaviour import Behaviour

TURN = np.deg2rad(10)
"""By which the camera is turned against the screen."""


@dataclass(frozen=True)
class Gaze:
    """Where the fields lie while the pupil moves; image axes are (y, x), pupil axes (x, y)."""

    pupil_mean: np.ndarray
    """Centre of the pupil at which nothing is shifted `(pupil axis,)`."""
    matrix: np.ndarray
    """Pixels of the picture for each pixel of the camera `(image axis, pupil axis)`."""
    shift: np.ndarray
    """By which the fields move in pixels `(trial, image axis)`."""


def gaze_of(behaviour: Behaviour, settings: SensoriumTwin) -> Gaze:
    """A linear map of the pupil's centre, with the spread that is asked for on either axis."""
    pupil = behaviour.pupil_centre.astype(np.float64)
    mean, spread = pupil.mean(axis=0), pupil.std(axis=0)
    turn = np.array([[np.sin(TURN), np.cos(TURN)], [np.cos(TURN), -np.sin(TURN)]])
    matrix = settings.gaze_spread * settings.image_size[0] * turn / spread
    return Gaze(pupil_mean=mean, matrix=matrix, shift=(pupil - mean) @ matrix.T)


def seen(pictures: np.ndarray, shift: np.ndarray) -> np.ndarray:
    """Pictures `(trial, channel, y, x)` as they fall on unmoved fields, moved by -`shift`.

    Interpolated linearly; 0, the mean, beyond the border.
    """
    moved = np.empty_like(pictures)
    for picture, target, by in zip(pictures, moved, shift, strict=True):
        shifted(picture, (0, *-by), output=target, order=1, mode="constant", cval=0)
    return moved
