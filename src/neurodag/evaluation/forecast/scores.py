"""How near forecast responses come to recorded ones, unit by unit (QuantFormer, section 4.2)."""

from collections.abc import Callable

import numpy as np
import xarray as xr

from neurodag.evaluation.forecast.trained import Trained
from neurodag.metrics.forecast_scores import SCORES, forecast_scores, gradient_normalised
from neurodag.training.forecast.forecasting import Forecasting

SIGNALS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "normalised": gradient_normalised,
    "raw": np.asarray,
}
"""What is compared: signals over the sum of their absolute differences, as in Table 2, or as they
are, as in Table A-4."""


def unit_scores(trained: Trained, task: Forecasting) -> xr.Dataset:
    """`value` and `scored (score, signal, unit)`.

    The value is a mean over the unit's test observations that have the score, whose number is
    `scored`; NaN where there are none. Raises NeurodagError at forecasts that are not finite.
    """
    units = trained.observed.units
    total = np.zeros((len(SCORES), len(SIGNALS), units))
    scored = np.zeros(total.shape, dtype=np.int64)
    for some in trained.batches():
        cut = task.cut(some)
        forecast, seen = trained.finite(task.forecast(cut)), task.response(cut)
        found = score_signals(forecast.cpu().numpy(), seen.cpu().numpy())
        by_unit = found.reshape(*found.shape[:2], -1, units)
        known = ~np.isnan(by_unit)
        total += np.where(known, by_unit, 0).sum(axis=2)
        scored += known.sum(axis=2)
    value = np.divide(total, scored, out=np.full_like(total, np.nan), where=scored > 0)
    dims = "score", "signal", "unit"
    return xr.Dataset(
        {
            "value": (dims, value, {"long_name": "mean over test observations", "units": "1"}),
            "scored": (dims, scored, {"long_name": "observations with the score", "units": "1"}),
        },
        {"score": list(SCORES), "signal": list(SIGNALS)},
    )


def score_signals(forecast: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """Of signals `(observation, frame)`, `(score, signal, observation)`."""
    of_signals = [forecast_scores(made(forecast), made(seen)) for made in SIGNALS.values()]
    return np.array([[scores[name] for scores in of_signals] for name in SCORES])
