"""Explained variance of predicted rates."""

import numpy as np

Where = np.ndarray | bool


def trial_r2(expected: np.ndarray, counts: np.ndarray, where: Where = True) -> np.ndarray:
    """R² over the bins of single trials, averaged over trials, `(unit,)`.

    Arrays `(trial, time, unit)`; `where`: the entries that count. Trials in which a unit's count is
    constant (mostly: silent) have no variance to explain and are left out; NaN for units without
    any other trial (MtM paper, appendix A.1).
    """
    r2 = explained(expected, counts, axis=1, where=where)
    scored = ~np.isnan(r2)
    total = r2.sum(axis=0, where=scored)
    return np.divide(
        total, scored.sum(axis=0), out=np.full_like(total, np.nan), where=scored.any(axis=0)
    )


def psth_r2(expected: np.ndarray, counts: np.ndarray, condition: np.ndarray) -> np.ndarray:
    """R² between trial-averaged rates, over the bins of all conditions, `(unit,)`.

    Arrays `(trial, time, unit)`; `condition (trial,)`: which trials are averaged together. NaN for
    units whose averages are constant.
    """
    names = np.unique(condition)
    expected, counts = (
        np.concatenate([values[condition == name].mean(axis=0) for name in names])
        for values in (expected, counts)
    )
    return explained(expected, counts, axis=0)


def explained(expected: np.ndarray, seen: np.ndarray, axis: int, where: Where = True) -> np.ndarray:
    """1 − residual over total sum of squares along `axis`; NaN where `seen` is constant."""
    seen = seen.astype(np.float64)
    number = np.broadcast_to(where, seen.shape).sum(axis=axis, keepdims=True)
    mean = seen.sum(axis=axis, keepdims=True, where=where) / np.maximum(number, 1)
    residual = ((seen - expected) ** 2).sum(axis=axis, where=where)
    total = ((seen - mean) ** 2).sum(axis=axis, where=where)
    varies = total > 1e-12
    return 1 - np.divide(residual, total, out=np.full_like(total, np.nan), where=varies)
