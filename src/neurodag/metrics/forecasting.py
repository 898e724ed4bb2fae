"""Scores of forecast signals; each is of one signal over its last dimension, time."""

import numpy as np


def mse(forecast: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """Mean squared error, `(…, time)` → `(…)` (QuantFormer section 4.2)."""
    return np.square(_error(forecast, seen)).mean(axis=-1)


def mae(forecast: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """Mean absolute error, `(…, time)` → `(…)` (QuantFormer section 4.2)."""
    return np.abs(_error(forecast, seen)).mean(axis=-1)


def smape(forecast: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """Symmetric mean absolute percentage error, as a number from 0 to 2, `(…, time)` → `(…)`.

    The mean of 2 |forecast − seen| / (|forecast| + |seen|), where 0 forecast as 0 costs nothing
    (QuantFormer section 4.2).
    """
    error = np.abs(_error(forecast, seen))
    size = np.abs(forecast, dtype=np.float64) + np.abs(seen, dtype=np.float64)
    return np.divide(2 * error, size, out=np.zeros_like(error), where=size > 0).mean(axis=-1)


def pearson(forecast: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """Pearson correlation, with its sign, `(…, time)` → `(…)` (QuantFormer section 4.2).

    NaN where the forecast or the signal is constant.
    """
    x, y = (
        values - values.mean(axis=-1, keepdims=True, dtype=np.float64)
        for values in (forecast, seen)
    )
    covariance = (x * y).sum(axis=-1)
    scale = np.sqrt(np.square(x).sum(axis=-1)) * np.sqrt(np.square(y).sum(axis=-1))
    varies = (np.ptp(forecast, axis=-1) > 0) & (np.ptp(seen, axis=-1) > 0) & (scale > 0)
    return np.divide(covariance, scale, out=np.full_like(scale, np.nan), where=varies)


def _error(forecast: np.ndarray, seen: np.ndarray) -> np.ndarray:
    return np.subtract(forecast, seen, dtype=np.float64)
