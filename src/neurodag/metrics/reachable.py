"""A score as a share of what could be reached, where the true rates are known."""

import numpy as np
from numpy.typing import ArrayLike

SMALLEST = 0.05
"""What must be within reach (in bits per spike, R² or accuracy) for a share of it to mean much."""


def share_of_reachable(
    score: ArrayLike, reachable: ArrayLike, guess: ArrayLike = 0.0
) -> np.ndarray:
    """`score` over `reachable`, both counted from `guess`, elementwise.

    `reachable` is the score of the true rates, `guess` that of knowing nothing (0, but for an
    accuracy). Negative for scores below the guess. It can exceed 1: spikes are noisy, and a
    decoder that is fitted to few trials does not always do best with the true rates. NaN where
    less than `SMALLEST` is within reach.
    """
    score, reachable, guess = (np.asarray(each, dtype=float) for each in (score, reachable, guess))
    within_reach = reachable - guess
    share = np.full(np.broadcast_shapes(score.shape, within_reach.shape), np.nan)
    return np.divide(score - guess, within_reach, out=share, where=within_reach >= SMALLEST)
