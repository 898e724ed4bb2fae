"""What responses to repeated pictures say about how well they could be predicted at best.

`response` `(trial, unit)`, `image` `(trial,)` which picture a trial shows; one number a unit
`(unit,)`, NaN for constant units. Pictures shown once do not count. The two ceilings are those of a
model that knows the mean response to every picture; one that also tells the trials of a picture
apart, by the animal's behaviour, may exceed them. All raise ValueError when no picture is shown
repeatedly.
"""

import numpy as np

from neurodag.metrics.responses import (
    average_repeats,
    explainable_variance,
    ratio,
    repeated_trials,
    single_trial_correlation,
    variances,
)


def oracle_correlation(response: np.ndarray, image: np.ndarray) -> np.ndarray:
    """Correlation over trials between the response and its mean over the picture's other trials.

    No ceiling, as the mean of few trials is itself noisy.
    """
    repeated = repeated_trials(image)
    response = response[repeated].astype(np.float64)
    _, picture, count = np.unique(image[repeated], return_inverse=True, return_counts=True)
    number = count[picture][:, None]
    mean = average_repeats(response, image[repeated])[picture]
    others = (number * mean - response) / (number - 1)
    varies = np.ptp(response, axis=0) > 0
    return np.where(varies, single_trial_correlation(others, response), np.nan)


def single_trial_ceiling(response: np.ndarray, image: np.ndarray) -> np.ndarray:
    """Correlation over trials of the mean responses to pictures with the responses.

    The root of the explainable variance; 0 where this is estimated below 0.
    """
    return np.sqrt(np.maximum(explainable_variance(response, image), 0))


def average_ceiling(response: np.ndarray, image: np.ndarray) -> np.ndarray:
    """Correlation over pictures of the mean responses with the averages over the picture's trials.

    Averages keep a share of the noise: one over the number of trials, averaged over pictures. 0
    where the explainable variance is estimated below 0.
    """
    total, noise = variances(response, image)
    _, count = np.unique(image[repeated_trials(image)], return_counts=True)
    signal = np.maximum(total - noise, 0)
    return np.sqrt(ratio(signal, signal + noise * (1 / count).mean()))
