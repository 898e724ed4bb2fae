"""What the figure of unit tokens shows, and what it refuses to show."""

import numpy as np
import pytest
import xarray as xr
from matplotlib.colors import to_rgba

from neurodag.errors import NeurodagError
from neurodag.figures.forecast.unit_tokens import (
    ABOVE,
    NOT_ABOVE,
    draw_unit_tokens,
    unit_tokens_arrays,
)
from tests.figures import drawn

STATISTICS = ["median", "activations", "standard_deviation"]
ATTRIBUTES = {
    "method": "all/quantformer/fine_tuned",
    "task": "codes",
    "stimulus": "drifting_gratings",
    "subject": "a",
    "session_id": "a_1",
    "seed": 1,
    "neighbours": 10,
    "perplexity": 30.0,
    "quantity": "ΔF/F",
}


def tokens(agreement: float = 0.5, units: int = 5, **attrs) -> xr.Dataset:
    value = np.stack([np.linspace(-1, 1, units), [0, 0, 0] + [7] * (units - 3), np.arange(units)])
    return xr.Dataset(
        {
            "place": (("unit", "axis"), np.arange(2.0 * units).reshape(units, 2)),
            "value": (("statistic", "unit"), value),
            "agreement": ("statistic", [agreement, 0.1, np.nan]),
            "shuffled": (
                ("statistic", "shuffle"),
                np.stack([np.linspace(-1, 1, 201), np.linspace(0, 0.2, 201), np.full(201, np.nan)]),
            ),
        },
        {"statistic": STATISTICS},
        ATTRIBUTES | attrs,
    )


def test_the_plane_is_of_the_first_and_the_agreement_of_all():
    first, second = tokens(), tokens(0.7, units=9, subject="b", session_id="b_1")
    _, arrays = drawn(draw_unit_tokens, unit_tokens_arrays([first, second]))
    xr.testing.assert_equal(arrays["place"], first["place"])
    assert arrays.attrs["session_id"] == "a_1"
    assert arrays["agreement"].sel(statistic="median").values.tolist() == [0.5, 0.7]
    assert arrays["subject"].values.tolist() == ["a", "b"]


def test_chance_is_the_middle_95_percent_of_shuffled_units():
    _, arrays = drawn(draw_unit_tokens, unit_tokens_arrays([tokens()]))
    np.testing.assert_allclose(arrays["chance"][0, 0], [-0.95, 0.95])
    np.testing.assert_allclose(arrays["chance"][0, 1], [0.005, 0.195])
    assert arrays["chance"][0, 2].isnull().all()


def test_units_are_above_the_median_or_not():
    figure, arrays = drawn(draw_unit_tokens, unit_tokens_arrays([tokens()]))
    assert arrays["threshold"].values.tolist() == [0, 0, 2]
    by_side = [axes for axes in figure.axes if axes.get_title().startswith("Threshold")]
    assert [axes.get_title() for axes in by_side] == ["Threshold 0", "Threshold 0", "Threshold 2"]
    colors = by_side[1].collections[0].get_facecolors()
    np.testing.assert_allclose(colors, [to_rgba(NOT_ABOVE)] * 3 + [to_rgba(ABOVE)] * 2)
    texts = [text.get_text() for text in by_side[1].get_legend().get_texts()]
    assert texts == ["above (2)", "not above (3)"]


def test_tasks_are_not_mixed():
    with pytest.raises(NeurodagError, match="differ in task: activation, codes; draw those of"):
        unit_tokens_arrays([tokens(), tokens(task="activation", subject="b")])
