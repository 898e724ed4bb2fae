"""How far a mean over sessions may be trusted: a bootstrap over sessions and the units within."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

Statistic = Callable[[np.ndarray], np.ndarray]
"""From resampled scores `(..., resample, unit)` to the number of each resample, `(resample,)`."""


class Interval(NamedTuple):
    low: float
    high: float


def bootstrap_interval(
    sessions: Sequence[np.ndarray],
    statistic: Statistic,
    random: np.random.Generator,
    confidence: float = 0.95,
    resamples: int = 1000,
) -> Interval:
    """Percentile interval of the mean over `sessions` of a `statistic` over their units.

    `sessions`: the scores of each, `(..., unit)`; how many units there are may differ. A resample
    draws as many sessions as there are, with replacement, and for every draw as many of its units
    as it has, with replacement. Where there is one session, or one unit in each, only the other
    level varies. NaN if neither does.

    With few sessions the interval is too narrow, as any percentile bootstrap's: of n sessions it
    sees (n − 1)/n of the variance.
    """
    if not sessions or (len(sessions) == 1 and sessions[0].shape[-1] < 2):
        return Interval(np.nan, np.nan)
    within = np.stack([_resample_units(each, statistic, random, resamples) for each in sessions])
    session = random.integers(len(sessions), size=(resamples, len(sessions)))
    resample = random.integers(resamples, size=session.shape)
    means = within[session, resample].mean(axis=1)
    tail = (1 - confidence) / 2
    return Interval(*(float(bound) for bound in np.quantile(means, (tail, 1 - tail))))


def _resample_units(
    scores: np.ndarray, statistic: Statistic, random: np.random.Generator, resamples: int
) -> np.ndarray:
    """The statistic of `resamples` draws of units, `(resample,)`."""
    units = scores.shape[-1]
    return statistic(scores[..., random.integers(units, size=(resamples, units))])
