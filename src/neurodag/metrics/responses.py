"""Scores of predicted responses to pictures, some of which are shown repeatedly.

All take `expected` and `response` `(trial, unit)` and return one score for each unit `(unit,)`;
`image` `(trial,)` tells which picture a trial shows. V1T paper, sections 4.2 and A.1; explainable
variance as in the Sensorium 2022 competition.
"""

import numpy as np

FLOOR = 1e-8
"""Added to standard deviations, so that what is constant correlates with nothing."""
EXPLAINABLE = 0.15
"""Smallest explainable variance of the units that `feve` is given for."""


def single_trial_correlation(expected: np.ndarray, response: np.ndarray) -> np.ndarray:
    """Pearson correlation over trials; 0 where one of the two is constant (eq. 5)."""
    return (_standardised(expected) * _standardised(response)).mean(axis=0)


def correlation_to_average(
    expected: np.ndarray, response: np.ndarray, image: np.ndarray
) -> np.ndarray:
    """Pearson correlation over pictures, both averaged over the trials of a picture (eq. 6)."""
    return single_trial_correlation(
        average_repeats(expected, image), average_repeats(response, image)
    )


def explainable_variance(response: np.ndarray, image: np.ndarray) -> np.ndarray:
    """Share of the variance over trials that differs between pictures; NaN without any variance.

    The rest is noise: the variance over the trials of a picture, averaged over pictures. Both are
    unbiased estimates, so a share may be below 0. Pictures shown once do not count.

    Raises ValueError when no picture is shown repeatedly.
    """
    total, noise = variances(response, image)
    return ratio(total - noise, total)


def feve(
    expected: np.ndarray,
    response: np.ndarray,
    image: np.ndarray,
    threshold: float = EXPLAINABLE,
) -> np.ndarray:
    """Fraction of the explainable variance that is explained; NaN where it is below `threshold`.

    About 1 for the true mean response to each picture, and more for a prediction that also tells
    the trials of a picture apart. Pictures shown once do not count.

    Raises ValueError when no picture is shown repeatedly.
    """
    total, noise = variances(response, image)
    error = np.square(response.astype(np.float64) - expected)[repeated_trials(image)].mean(axis=0)
    enough = ratio(total - noise, total) >= threshold
    return np.where(enough, 1 - ratio(error - noise, total - noise), np.nan)


def average_repeats(values: np.ndarray, image: np.ndarray) -> np.ndarray:
    """Means over the trials of each picture, the pictures in ascending order `(picture, unit)`."""
    _, picture, count = np.unique(image, return_inverse=True, return_counts=True)
    return _sums(values.astype(np.float64), picture, count) / count[:, None]


def variances(response: np.ndarray, image: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Variance over all trials of pictures shown repeatedly, and over those of one picture.

    The second is averaged over pictures; both are unbiased `(unit,)`. Raises ValueError when no
    picture is shown repeatedly.
    """
    repeated = repeated_trials(image)
    response = response[repeated].astype(np.float64)
    _, picture, count = np.unique(image[repeated], return_inverse=True, return_counts=True)
    mean = _sums(response, picture, count) / count[:, None]
    squares = _sums(np.square(response - mean[picture]), picture, count)
    return response.var(axis=0, ddof=1), (squares / (count[:, None] - 1)).mean(axis=0)


def repeated_trials(image: np.ndarray) -> np.ndarray:
    """Which trials show a picture that others show too, `(trial,)`.

    Raises ValueError when there are none.
    """
    _, picture, count = np.unique(image, return_inverse=True, return_counts=True)
    repeated = count[picture] > 1
    if not repeated.any():
        raise ValueError(
            "No picture is shown repeatedly, so noise and signal cannot be told apart."
        )
    return repeated


def _sums(values: np.ndarray, picture: np.ndarray, count: np.ndarray) -> np.ndarray:
    """Sums over the trials of each picture `(picture, unit)`."""
    order = np.argsort(picture, kind="stable")
    return np.add.reduceat(values[order], np.cumsum(count) - count, axis=0)


def _standardised(values: np.ndarray) -> np.ndarray:
    values = values.astype(np.float64)
    return (values - values.mean(axis=0)) / (values.std(axis=0) + FLOOR)


def ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Quotient; NaN where `whole` is 0."""
    return np.divide(part, whole, out=np.full_like(whole, np.nan), where=whole != 0)
