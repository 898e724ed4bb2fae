"""The ways to average the scores of units: their means, and how far these may be trusted."""

from collections.abc import Callable, Sequence

import numpy as np

from neurodag.metrics.bootstrap import Interval, bootstrap_interval
from neurodag.simulate.seeding import generator

AVERAGES: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "mean": lambda scores, spikes: scores.mean(axis=-1),
    "median": lambda scores, spikes: np.median(scores, axis=-1),
    "spike_weighted_mean": lambda scores, spikes: np.average(scores, axis=-1, weights=spikes),
}
"""Of scores and spikes `(..., unit)`, by the names of `neurodag.labels.STATISTICS`."""


def interval_of(average: str, sessions: Sequence[np.ndarray], *line: str) -> Interval:
    """95 % bootstrap interval of the mean over sessions of an average over units and seeds.

    `sessions`: of each, scores and spikes `(2, seed, unit)`. `line` names what is averaged: each
    line of a table has random numbers of its own, the same in every run. Seeds are not resampled.
    """

    def statistic(resampled: np.ndarray) -> np.ndarray:
        return AVERAGES[average](*resampled).mean(axis=0)  # over seeds

    return bootstrap_interval(sessions, statistic, generator(0, "bootstrap", average, *line))
