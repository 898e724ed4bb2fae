"""Curves and intervals inside of tables."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurodag.report.drawings import (
    CURVE_HEIGHT,
    CURVE_WIDTH,
    EDGE,
    MARKS_WIDTH,
    Marks,
    marks,
    polyline,
)
from neurodag.report.training_runs import Curve

NAN = float("nan")
FIRST, LAST = float(EDGE), float(MARKS_WIDTH - EDGE)


@given(
    st.dictionaries(st.integers(1, 5000), st.floats(-1e100, 1e100), max_size=50), st.integers(0, 9)
)
def test_curves_stay_within_their_box(points: dict[int, float], more: int) -> None:
    epochs = sorted(points)
    curve = Curve(epochs, [points[epoch] for epoch in epochs])
    drawn = [point.split(",") for point in polyline(curve, max(epochs, default=1) + more).split()]
    assert len(drawn) == len(points)
    for x, y in drawn:
        assert 1 <= float(x) <= CURVE_WIDTH - 1
        assert 1 <= float(y) <= CURVE_HEIGHT - 1


def test_curves_of_a_run_have_the_same_epochs() -> None:
    assert polyline(Curve([1, 2, 3], [0.0, 2.0, 1.0]), 5) == "1.0,27.0 30.5,1.0 60.0,14.0"
    assert polyline(Curve([5], [3.0]), 5) == "119.0,1.0"
    assert polyline(Curve([], []), 5) == ""


@pytest.mark.parametrize(
    ("ours", "low", "high", "paper", "expected"),
    [
        (0.5, 0.0, 0.75, 1.0, Marks(45.0, FIRST, 65.5, LAST)),
        (0.5, NAN, NAN, 1.0, Marks(FIRST, FIRST, FIRST, LAST)),
        (2.0, 1.0, 3.0, 2.0, Marks(45.0, FIRST, LAST, 45.0)),
        (2.0, NAN, NAN, 2.0, Marks(FIRST, FIRST, FIRST, FIRST)),
        (NAN, NAN, NAN, 2.0, None),
    ],
)
def test_a_number_and_the_papers_stand_beside_each_other(
    ours: float, low: float, high: float, paper: float, expected: Marks | None
) -> None:
    assert marks({"value": ours, "low": low, "high": high, "published": paper}) == expected


@given(*[st.floats(-1e9, 1e9)] * 4)
def test_marks_stay_within_their_box(ours: float, low: float, high: float, paper: float) -> None:
    found = marks({"value": ours, "low": low, "high": high, "published": paper})
    assert found is not None
    assert FIRST <= min(found) <= max(found) <= LAST
    assert np.isclose(found.low, min(found)) or found.paper == min(found)
