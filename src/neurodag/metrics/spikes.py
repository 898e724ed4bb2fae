"""Scores of predicted spike counts."""

import numpy as np
from scipy.special import xlogy

FLOOR = 1e-9
"""Smallest expected count: a prediction of zero costs this much, not infinity."""


def bits_per_spike(expected: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """How much better each unit's counts are told by its predictions than by its mean, `(unit,)`.

    The difference of Poisson log-likelihoods over the number of spikes, in bits (the co-bps of the
    Neural Latents Benchmark; MtM paper, section 4.2). `expected` and `counts` are expected and seen
    counts per bin, `(trial, time, unit)`; the mean is over just these. NaN for units without a
    spike.
    """
    counts = counts.astype(np.float64)
    expected = np.maximum(expected.astype(np.float64), FLOOR)
    spikes = counts.sum(axis=(0, 1))
    mean = spikes / max(counts[..., 0].size, 1)
    # The factorials of the two likelihoods cancel.
    gain = (xlogy(counts, expected) - expected).sum(axis=(0, 1)) - (xlogy(spikes, mean) - spikes)
    return np.divide(gain, spikes * np.log(2), out=np.full_like(gain, np.nan), where=spikes > 0)
