"""What QuantFormer's tables say of forecasts; arrays `(observation, frame)` (section 4.2)."""

import numpy as np

from neurodag.metrics.forecasting import mae, mse, pearson, smape

C1, C2 = 0.01**2, 0.03**2
"""Constants of the structural similarity, for signals whose range is 1."""
SCORES = ("mse", "mae", "smape", "correlation", "absolute_correlation", "ssim")


def ssim(forecast: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """Structural similarity over the whole signal, `(…, frame)` → `(…)`.

    Wang et al. 2004, with one window; 1 for equal signals. Variances and covariance are both
    divided by the number of frames less one.
    """
    x, y = (values.astype(np.float64) for values in (forecast, seen))
    mean_x, mean_y = x.mean(axis=-1), y.mean(axis=-1)
    degrees = x.shape[-1] - 1
    covariance = ((x - mean_x[..., None]) * (y - mean_y[..., None])).sum(axis=-1) / degrees
    variance = x.var(axis=-1, ddof=1) + y.var(axis=-1, ddof=1)
    brightness = (2 * mean_x * mean_y + C1) / (mean_x**2 + mean_y**2 + C1)
    return brightness * (2 * covariance + C2) / (variance + C2)


def gradient_normalised(signal: np.ndarray) -> np.ndarray:
    """Each signal over the sum of its absolute differences, `(…, frame)` (appendix III).

    Constant signals have no differences and stay as they are; by the paper's formula they would be
    infinite.
    """
    signal = signal.astype(np.float64)
    total = np.abs(np.diff(signal, axis=-1)).sum(axis=-1, keepdims=True)
    return signal / np.where(total > 0, total, 1)


def forecast_scores(forecast: np.ndarray, seen: np.ndarray) -> dict[str, np.ndarray]:
    """Each of `SCORES` of each observation, `(observation,)`.

    For Table 2 both signals come from `gradient_normalised`, for Table A-4 they are as they are.
    Correlations are NaN where a signal is constant. The authors report the absolute correlation.
    """
    correlation = pearson(forecast, seen)
    return {
        "mse": mse(forecast, seen),
        "mae": mae(forecast, seen),
        "smape": smape(forecast, seen),
        "correlation": correlation,
        "absolute_correlation": np.abs(correlation),
        "ssim": ssim(forecast, seen),
    }
