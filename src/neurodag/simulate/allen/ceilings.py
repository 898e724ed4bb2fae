"""What a forecaster that knows the noise-free fluorescence scores on the recorded one."""

from collections.abc import Callable

import numpy as np
from sklearn.metrics import balanced_accuracy_score, f1_score

from neurodag.metrics.forecasting import mae, mse, pearson, smape
from neurodag.sessions.windows import cut_windows, is_active, relative_change
from neurodag.simulate.allen.events import BASELINE, response_frames
from neurodag.simulate.allen.traces import Traces

FORECAST = 64
"""Frames of a forecast, from the onset on (QuantFormer section 4.2)."""
FLOOR = 1.0
"""Least resting fluorescence; that of simulated cells is far above it."""
UNITS_AT_ONCE = 8
"""Units scored together: bounds the memory, does not change the scores."""
_FORECAST_SCORES = {"mse": mse, "mae": mae, "smape": smape, "correlation": pearson}


def ceilings(traces: Traces, stimulus: np.ndarray, onset: np.ndarray) -> dict[str, np.ndarray]:
    """Activity and scores by stimulus, in the order of `np.unique(stimulus)`.

    `stimulus` and `onset` are `(presentation)`. The forecast of a response is the noise-free
    fluorescence relative to the recorded baseline, which a forecaster sees.

    - `active (presentation, unit)`: active, by the noise-free fluorescence alone
    - `active_fraction (stimulus)`: share of presentations × units that are active as recorded
    - `ceiling_balanced_accuracy`, `ceiling_f1 (stimulus)`: of activity; NaN where none is active,
      or all are
    - `ceiling_mse`, `…_mae`, `…_smape`, `…_correlation (stimulus, unit)`: means over presentations
    """
    names, kind = np.unique(stimulus, return_inverse=True)
    units = traces.clean.shape[1]
    active = np.empty((len(onset), units), dtype=bool)
    seen, foreseen = np.empty_like(active), np.empty_like(active)
    scores = {name: np.empty((len(names), units)) for name in _FORECAST_SCORES}
    for start in range(0, units, UNITS_AT_ONCE):
        block = slice(start, start + UNITS_AT_ONCE)
        recorded, clean = traces.corrected[:, block], traces.clean[:, block]
        for i, name in enumerate(names):
            mine, response = kind == i, response_frames(name)
            windows = cut_windows(recorded, onset[mine], BASELINE, FORECAST)
            known = cut_windows(clean, onset[mine], BASELINE, FORECAST)
            baseline, after = windows[..., :BASELINE], slice(BASELINE, None)
            truth = relative_change(windows[..., after], baseline, FLOOR)
            forecast = relative_change(known[..., after], baseline, FLOOR)
            alone = relative_change(known[..., after], known[..., :BASELINE], FLOOR)
            active[mine, block] = is_active(alone[..., :response])
            seen[mine, block] = is_active(truth[..., :response])
            foreseen[mine, block] = is_active(forecast[..., :response])
            for score, function in _FORECAST_SCORES.items():
                scores[score][i, block] = _mean(function(forecast, truth))
    masks = [kind == i for i in range(len(names))]
    return {
        "active": active,
        "active_fraction": np.array([seen[mine].mean() for mine in masks]),
        "ceiling_balanced_accuracy": np.array(
            [_score(balanced_accuracy_score, seen[mine], foreseen[mine]) for mine in masks]
        ),
        "ceiling_f1": np.array([_score(f1_score, seen[mine], foreseen[mine]) for mine in masks]),
        **{f"ceiling_{name}": values for name, values in scores.items()},
    }


def _mean(scores: np.ndarray) -> np.ndarray:
    """Over the presentations that have a score, `(presentation, unit)` → `(unit)`; NaN if none."""
    known = ~np.isnan(scores)
    total, number = scores.sum(axis=0, where=known), known.sum(axis=0)
    return np.divide(total, number, out=np.full_like(total, np.nan), where=number > 0)


def _score(function: Callable[..., float], seen: np.ndarray, foreseen: np.ndarray) -> float:
    """A score of scikit-learn over presentations and units; NaN if `seen` is all the same."""
    return float(function(seen.ravel(), foreseen.ravel())) if 0 < seen.mean() < 1 else np.nan
