"""What a model that knows the expected responses scores: measured, and by theory."""

import numpy as np
import xarray as xr

from neurodag.metrics.responses import (
    average_repeats,
    correlation_to_average,
    explainable_variance,
    feve,
    single_trial_correlation,
    variances,
)


def ceilings(expected: np.ndarray, response: np.ndarray, image: np.ndarray) -> xr.Dataset:
    """Scores of the expected responses on the responses that were drawn, `(unit,)` each.

    Arrays of test trials `(trial, unit)` and the picture of each `(trial,)`. FEVE is given for all
    units, whatever their explainable variance.
    """
    return _dataset(
        single_trial_correlation=single_trial_correlation(expected, response),
        correlation_to_average=correlation_to_average(expected, response, image),
        explainable_variance=explainable_variance(response, image),
        feve=feve(expected, response, image, threshold=-np.inf),
    )


def ceilings_by_theory(expected: np.ndarray, noise: np.ndarray, image: np.ndarray) -> xr.Dataset:
    """The same from variances alone, for noise of the variance `noise` `(trial, unit)`.

    Correlations hold for many trials: the ratio of expectations stands for that of a ratio. The
    variance of what is expected within the trials of a picture, by gaze and arousal, counts as
    noise for the explainable variance. So FEVE exceeds 1 by it.
    """
    total, within = variances(expected, image)
    between = average_repeats(expected, image).var(axis=0)
    mean_noise = noise.mean(axis=0)
    repeats = len(image) / len(np.unique(image))
    signal = expected.var(axis=0, dtype=np.float64)
    return _dataset(
        single_trial_correlation=np.sqrt(signal / (signal + mean_noise)),
        correlation_to_average=np.sqrt(between / (between + mean_noise / repeats)),
        explainable_variance=(total - within) / (total + mean_noise),
        feve=1 + within / (total - within),
    )


def _dataset(**scores: np.ndarray) -> xr.Dataset:
    return xr.Dataset({name: ("unit", score) for name, score in scores.items()})
