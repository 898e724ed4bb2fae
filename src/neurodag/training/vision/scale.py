"""Images, responses and behaviour of a session, standardised (V1T paper, section 4.2).

By the moments that the session brings, else by those of its training trials. Only images and the
pupil's centre have their mean subtracted: responses must not become negative.
"""

import numpy as np
import xarray as xr

from neurodag.models.vision.animals import PUPIL_CENTER
from neurodag.sessions import trials_of

QUIET = 0.01
"""Least standard deviation that a unit's responses are divided by, relative to the mean unit's."""


def standardised_responses(session: xr.Dataset) -> np.ndarray:
    """Responses in standard deviations, float32 `(trial, unit)`."""
    _, std = moments(session, "response")
    scale = _not_zero(np.maximum(std, QUIET * std.mean()))
    return (session["response"].values / scale).astype(np.float32)


def standardised_behavior(session: xr.Dataset) -> np.ndarray:
    """Behaviour in standard deviations, float32 `(trial, variable)`, which the session must have.

    Of the pupil's centre, from its mean.
    """
    mean, std = moments(session, "behavior")
    centred = np.isin(session["behavior_variable"].values.astype(str), PUPIL_CENTER)
    values = session["behavior"].values - np.where(centred, mean, 0)
    return (values / _not_zero(std)).astype(np.float32)


def moments(session: xr.Dataset, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation over training trials of what is called so `(trial, …)`."""
    if (given := _given(session, name)) is not None:
        return given
    values = session[name].values[trials_of(session, "train")]
    return values.mean(axis=0, dtype=np.float64), values.std(axis=0, dtype=np.float64)


def image_moments(session: xr.Dataset) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of the pixels of training trials, `(channel,)` each.

    A constant channel has a standard deviation of 1.
    """
    mean, std = _given(session, "image") or _pixel_moments(session)
    return mean, _not_zero(std)


def _pixel_moments(session: xr.Dataset) -> tuple[np.ndarray, np.ndarray]:
    image = session["image"].values
    seen = session["image_index"].values[trials_of(session, "train")]
    shown, times = np.unique(seen, return_counts=True)
    means = [image[picture].mean(axis=(1, 2), dtype=np.float64) for picture in shown]
    squares = [np.square(image[picture], dtype=np.float64).mean(axis=(1, 2)) for picture in shown]
    mean, square = (np.average(each, axis=0, weights=times) for each in (means, squares))
    return mean, np.sqrt(np.maximum(square - mean**2, 0))


def _given(session: xr.Dataset, name: str) -> tuple[np.ndarray, np.ndarray] | None:
    names = f"{name}_mean", f"{name}_std"
    if not all(each in session for each in names):
        return None
    mean, std = (session[each].values.astype(np.float64) for each in names)
    return mean, std


def _not_zero(std: np.ndarray) -> np.ndarray:
    """What is constant keeps its scale."""
    return np.where(std > 0, std, 1)
