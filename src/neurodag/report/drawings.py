"""Small drawings inside of tables, as positions in pixels that an SVG takes."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from neurodag.report.training_runs import Curve

CURVE_WIDTH, CURVE_HEIGHT = 120, 28
MARKS_WIDTH, MARKS_HEIGHT = 90, 14
EDGE = 4
"""Left free on both sides of marks."""


class Marks(NamedTuple):
    """Where a number of ours, its interval, and the paper's number stand beside each other."""

    ours: float
    low: float
    high: float
    paper: float


def marks(line: Mapping[str, float]) -> Marks | None:
    """Of a line of the summary; they span the whole width. None where there is no number of ours.

    Without an interval, ours stands for its bounds.
    """
    ours, low, high, paper = (line[name] for name in ("value", "low", "high", "published"))
    if np.isnan(ours):
        return None
    values = np.array([ours, np.fmin(low, ours), np.fmax(high, ours), paper])
    first, span = values.min(), np.ptp(values) or 1.0
    return Marks(*(EDGE + (MARKS_WIDTH - 2 * EDGE) * (values - first) / span).round(1).tolist())


def polyline(curve: Curve, epochs: int) -> str:
    """Points of a polyline from the first of so many epochs, over the whole height.

    An empty curve has none.
    """
    low, high = min(curve.value, default=0.0), max(curve.value, default=0.0)
    points = (
        (
            1 + (CURVE_WIDTH - 2) * (epoch - 1) / ((epochs - 1) or 1),
            1 + (CURVE_HEIGHT - 2) * (high - value) / ((high - low) or 1),
        )
        for epoch, value in zip(curve.epoch, curve.value, strict=True)
    )
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
