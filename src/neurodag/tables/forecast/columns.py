"""The scores that tables of forecasts may have, and how they are read."""

from typing import NamedTuple

from neurodag.metrics.significance import Better


class Column(NamedTuple):
    label: str
    better: Better
    unit: str = "1"
    digits: int = 3


def _percent(label: str) -> Column:
    return Column(f"{label} (%)", "higher", "%", digits=2)


ACTIVITY = {
    "balanced_accuracy": _percent("Acc ↑"),
    "f1": _percent("F1 ↑"),
    "precision": _percent("Prec ↑"),
    "recall": _percent("Rec ↑"),
}
"""Of predicted activity."""
RESPONSE = {
    "mse": Column("MSE ↓", "lower"),
    "mae": Column("MAE ↓", "lower"),
    "smape": Column("SMAPE ↓", "lower"),
    "correlation": Column("Corr ↑", "higher"),
    "absolute_correlation": Column("Absolute corr ↑", "higher"),
    "ssim": Column("SSIM ↑", "higher"),
}
"""Of forecast responses."""
COLUMNS = ACTIVITY | RESPONSE
