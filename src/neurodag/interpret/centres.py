"""Where attention maps lie, and whether they follow the pupil (V1T paper, section 5, Table 2)."""

import numpy as np
from scipy import stats

AXES = ("x", "y")
"""To the right and downwards."""


def centres_of_mass(maps: np.ndarray) -> np.ndarray:
    """Centres `(trial, axis)` of `maps` `(trial, y, x)`, in pixels from the middle of the image.

    Axes as `AXES`; NaN for a map of zeros.
    """
    height, width = maps.shape[1:]
    maps = maps.astype(np.float64)
    total = maps.sum(axis=(1, 2))
    x = maps.sum(axis=1) @ (np.arange(width) - (width - 1) / 2)
    y = maps.sum(axis=2) @ (np.arange(height) - (height - 1) / 2)
    moments = np.stack([x, y], axis=1)
    return np.divide(
        moments, total[:, None], out=np.full_like(moments, np.nan), where=total[:, None] > 0
    )


def correlations(centre: np.ndarray, pupil: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pearson correlation over trials, and its two-sided p-value, `(axis,)` each.

    Of `centre` and `pupil` `(trial, axis)`, axis by axis. The paper gives the absolute value: the
    sign depends on how the camera is mounted. NaN where one of the two is constant, not known in
    some trial, or there are fewer than three trials.
    """
    results = [_pearson(ours, theirs) for ours, theirs in zip(centre.T, pupil.T, strict=True)]
    correlation, p_value = np.array(results).T
    return correlation, p_value


def _pearson(left: np.ndarray, right: np.ndarray) -> tuple[float, float]:
    both = np.stack([left, right])
    if both.shape[1] < 3 or not np.isfinite(both).all() or (np.ptp(both, axis=1) == 0).any():
        return np.nan, np.nan
    result = stats.pearsonr(left, right)
    return result.statistic, result.pvalue
