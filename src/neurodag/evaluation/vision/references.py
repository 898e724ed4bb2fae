"""What a network must beat: predictions from the mean response, and from a ridge regression."""

import numpy as np
import xarray as xr

from neurodag.config.vision.evaluation import GaborRidge, VisionReference
from neurodag.errors import SessionError
from neurodag.evaluation.vision.gabor import features
from neurodag.evaluation.vision.predictions import predicted_trials, predictions
from neurodag.evaluation.vision.ridge import Trials, predict_ridge
from neurodag.sessions import Part, trials_of
from neurodag.training.vision.scale import standardised_responses


def predict_reference(
    reference: VisionReference, session: xr.Dataset, settings: GaborRidge
) -> xr.Dataset:
    """Predictions for the validation and test trials of a session with its split.

    `mean`: each unit's mean response over training trials. `gabor_ridge`: a ridge regression from
    the images alone; the validation trials choose its penalties. Raises SessionError where a part
    of the split that is needed has no trials.
    """
    response = standardised_responses(session)
    train = _trials(session, "train")
    new = predicted_trials(session)
    if reference == "mean":
        expected = np.repeat(response[train].mean(axis=0, keepdims=True), len(new), axis=0)
    else:
        validation = _trials(session, "validation")
        seen = _features(session, train, settings)
        expected = predict_ridge(
            Trials(seen[train], response[train]),
            Trials(seen[validation], response[validation]),
            seen[new],
            settings.penalties,
        )
    about = {"model": reference, "seed": -1, "gray": 0, "samples": 0, "training": "alone"}
    return predictions(session, expected, about | {"members": 1})


def _trials(session: xr.Dataset, part: Part) -> np.ndarray:
    trials = trials_of(session, part)
    if not len(trials):
        raise SessionError(
            f"Session {session.attrs['session_id']} has no {part} trials in its variable split; "
            f"prepare it with a share of {part} trials above 0."
        )
    return trials


def _features(session: xr.Dataset, train: np.ndarray, settings: GaborRidge) -> np.ndarray:
    """Features of what every trial shows, `(trial, feature)`."""
    images, index = session["image"].values, session["image_index"].values
    mean = images[np.unique(index[train])].mean(axis=(0, 2, 3), dtype=np.float64)
    return features(images, mean, settings)[index]
