"""The ways to average the scores of units: their means, and how far these may be trusted."""

import warnings
from collections.abc import Callable, Sequence

import numpy as np

from neurodag.metrics.bootstrap import Interval, bootstrap_interval
from neurodag.simulate.seeding import generator

AVERAGES: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "mean": lambda scores, spikes: np.nanmean(scores, axis=-1),
    "median": lambda scores, spikes: np.nanmedian(scores, axis=-1),
    "spike_weighted_mean": lambda scores, spikes: (
        np.nansum(scores * spikes, axis=-1) / np.where(np.isnan(scores), 0, spikes).sum(axis=-1)
    ),
}
"""Of scores and spikes `(..., unit)`, by the names of `neurodag.labels.STATISTICS`; units whose
score is NaN are left out."""


def average_of(average: str, units: np.ndarray) -> np.ndarray:
    """An average over units, and its mean over seeds and tasks, `(resample,)`.

    `units`: scores and spikes `(2, ..., resample, unit)`. A task in which no unit has a score is
    left out; NaN where that is so in all.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # of averages of nothing
        averages = AVERAGES[average](*units)
        return np.nanmean(averages.reshape(-1, averages.shape[-1]), axis=0)


def interval_of(average: str, sessions: Sequence[np.ndarray], *line: str) -> Interval:
    """95 % bootstrap interval of the mean over sessions of an average over units, seeds and tasks.

    `sessions`: of each, scores and spikes `(2, ..., unit)`. `line` names what is averaged: each
    line of a table has random numbers of its own, the same in every run. Only sessions and units
    are resampled.
    """

    def statistic(resampled: np.ndarray) -> np.ndarray:
        return average_of(average, resampled)

    return bootstrap_interval(sessions, statistic, generator(0, "bootstrap", average, *line))
