"""Scores of forecasts that are distributions: weighted outcomes, of which one should come true.

`outcome (observation, outcome, frame)`, such as signals that codes decode to; `weight (observation,
outcome)`, their probabilities, adding up to 1 (of samples: all the same); `seen (observation,
frame)`.
"""

import numpy as np


def crps(outcome: np.ndarray, weight: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """Continuous ranked probability score, a mean over frames, `(observation,)`; 0 is best.

    E|X − y| − ½ E|X − X'|, of outcomes X and X' that are drawn independently: the absolute error
    if all outcomes are the same (Gneiting and Raftery 2007).
    """
    outcome, weight = outcome.astype(np.float64), weight.astype(np.float64)[..., None]
    error = (weight * np.abs(outcome - seen[:, None])).sum(axis=1)
    order = np.argsort(outcome, axis=1)
    ranked = np.take_along_axis(outcome, order, axis=1)
    share = np.take_along_axis(np.broadcast_to(weight, outcome.shape), order, axis=1)
    # Of a pair, the higher counts as often as others are lower, less as often as they are higher.
    spread = (share * ranked * (2 * share.cumsum(axis=1) - share - 1)).sum(axis=1)
    return (error - spread).mean(axis=-1)


def coverage(
    outcome: np.ndarray, weight: np.ndarray, seen: np.ndarray, levels: np.ndarray
) -> np.ndarray:
    """Share of seen values below the forecast's quantiles at `levels (level,)`, `(level,)`.

    Equal to `levels` where forecasts are calibrated. A value that is an outcome itself counts in
    parts at the levels that the outcome spans (Czado, Gneiting and Held 2009), so that forecasts of
    a few outcomes can be calibrated, too.
    """
    weight, seen = weight.astype(np.float64)[..., None], seen[:, None]
    below = (weight * (outcome < seen)).sum(axis=1).ravel()
    width = (weight * (outcome == seen)).sum(axis=1).ravel()
    return np.array([_share_below(below, width, level).mean() for level in levels])


def _share_below(below: np.ndarray, width: np.ndarray, level: float) -> np.ndarray:
    """How much of the stretch of `width` above `below` lies below `level`."""
    part = np.divide(level - below, width, out=np.zeros_like(below), where=width > 0)
    return np.where(width > 0, np.clip(part, 0, 1), below <= level)
