"""From predicted responses to the scores of every unit."""

from typing import NamedTuple

import numpy as np
import xarray as xr

from neurodag.config.vision.evaluation import Scoring
from neurodag.metrics.ceilings import average_ceiling, oracle_correlation, single_trial_ceiling
from neurodag.metrics.responses import (
    correlation_to_average,
    explainable_variance,
    feve,
    single_trial_correlation,
)
from neurodag.sessions import PARTS
from neurodag.training.vision.scale import standardised_responses

DILATION = "pupil_dilation"
"""The state variable by which trials are divided."""
SINGLE_TRIALS = {"single_trial_correlation": "correlation with single responses (eq. 5)"}
VALIDATION = {"validation_correlation": "the same on validation trials"}
REPEATS = {
    "correlation_to_average": "correlation with a picture's mean response (eq. 6)",
    "feve": "fraction of the explainable variance that is explained",
    "explainable_variance": "share of the variance that differs between pictures",
    "oracle_correlation": "correlation of responses with the mean of a picture's other trials",
    "single_trial_ceiling": "single-trial correlation of the mean responses to pictures",
    "average_ceiling": "correlation to average of the mean responses to pictures",
}
PUPIL = {
    "correlation_small_pupil": "single-trial correlation, third of trials with smallest pupil",
    "correlation_large_pupil": "single-trial correlation, third of trials with largest pupil",
}
SCORES = SINGLE_TRIALS | VALIDATION | REPEATS | PUPIL
WITHOUT = (
    dict.fromkeys(VALIDATION, "no validation trials")
    | dict.fromkeys(REPEATS, "too few repeated pictures")
    | dict.fromkeys(PUPIL, "pupil dilation not recorded")
)
"""Why a session has no such score."""


class Trials(NamedTuple):
    """Some of a session's trials."""

    expected: np.ndarray
    """`(trial, unit)`"""
    response: np.ndarray
    """`(trial, unit)`"""
    image: np.ndarray
    """Position of the picture shown, `(trial,)`."""


def score_responses(predictions: xr.Dataset, session: xr.Dataset, settings: Scoring) -> xr.Dataset:
    """Scores `SCORES` of predictions for this session, `(unit,)` each.

    All are of test trials, but for `validation_correlation`. Scores that the session does not allow
    are NaN, and their attribute `status` says why ("scored" elsewhere). NaN, too, is the FEVE of
    units with little to explain.
    """
    trials = predictions["trial"].values
    both = Trials(
        predictions["expected"].values,
        standardised_responses(session)[trials],
        session["image_index"].values[trials],
    )
    part = predictions["part"].values
    test, validation = (
        Trials(*(each[part == PARTS.index(name)] for each in both))
        for name in ("test", "validation")
    )
    found = {"single_trial_correlation": correlation(test)}
    if len(validation.image):
        found["validation_correlation"] = correlation(validation)
    if share_repeated(test.image) >= settings.repeated_share:
        found |= scores_of_repeats(test, settings)
    if DILATION in session.get("behavior_variable", ()):
        dilation = session["behavior"].sel(behavior_variable=DILATION).values
        found |= scores_by_pupil(test, dilation[trials[part == PARTS.index("test")]])

    missing = np.full(session.sizes["unit"], np.nan)
    result = xr.Dataset(
        {name: ("unit", found.get(name, missing)) for name in SCORES},
        {"unit": predictions["unit"]} if "unit" in predictions.coords else {},
        predictions.attrs,
    )
    for name, meaning in SCORES.items():
        status = "scored" if name in found else WITHOUT[name]
        result[name].attrs = {"long_name": meaning, "units": "1", "status": status}
    return result


def correlation(trials: Trials) -> np.ndarray:
    """Single-trial correlation `(unit,)`."""
    return single_trial_correlation(trials.expected, trials.response)


def scores_of_repeats(trials: Trials, settings: Scoring) -> dict[str, np.ndarray]:
    """Those of `REPEATS`, `(unit,)` each."""
    expected, response, image = trials
    return {
        "correlation_to_average": correlation_to_average(expected, response, image),
        "feve": feve(expected, response, image, settings.feve_threshold),
        "explainable_variance": explainable_variance(response, image),
        "oracle_correlation": oracle_correlation(response, image),
        "single_trial_ceiling": single_trial_ceiling(response, image),
        "average_ceiling": average_ceiling(response, image),
    }


def scores_by_pupil(trials: Trials, dilation: np.ndarray) -> dict[str, np.ndarray]:
    """Those of `PUPIL` by the pupil's `dilation` `(trial,)` (section A.7)."""
    order = np.argsort(dilation, kind="stable")
    third = max(1, len(order) // 3)
    return {
        "correlation_small_pupil": correlation(Trials(*(each[order[:third]] for each in trials))),
        "correlation_large_pupil": correlation(Trials(*(each[order[-third:]] for each in trials))),
    }


def share_repeated(image: np.ndarray) -> float:
    """Share of trials `(trial,)` whose picture others show too."""
    _, picture, count = np.unique(image, return_inverse=True, return_counts=True)
    return float((count[picture] > 1).mean())
