"""Which observations stand beside their forecasts in figures, and what is shown of them."""

import numpy as np
import pytest
import xarray as xr

from neurodag.errors import NeurodagError
from neurodag.figures.forecast.forecasts import draw_forecasts, forecasts_arrays
from neurodag.figures.forecast.shown import shown_examples
from tests.figures import drawn

ROWS = {"lstm": ["lstm"], "quantformer": ["all/q/fine", "without.b/q/fine"]}


def evaluation(method: str, subject: str = "a", stimulus: str = "natural_scenes", **about):
    """Of three observations; forecasts of `lstm` are the recorded responses."""
    random = np.random.default_rng(ord(subject))
    before, after = random.normal(size=(3, 6)), random.normal(size=(3, 4))
    forecast = after if method == "lstm" else np.zeros((3, 4))
    quantity = {"long_name": "ΔF/F"}
    made = xr.Dataset(
        {
            "baseline": (("example", "frame_before"), before, quantity),
            "response": (("example", "frame_after"), after, quantity),
            "forecast": (("example", "frame_after"), forecast, quantity),
            "example_unit": ("example", [70, 80, 90]),
            "example_presentation": ("example", [5, 6, 7]),
        },
        {"frame_before": np.arange(-6, 0), "frame_after": np.arange(4)},
        {
            **{"method": method, "predicted": "response", "stimulus": stimulus, "seed": 0},
            **{"subject": subject, "session_id": f"{subject}-1", "frame_rate_hz": 2.0},
        }
        | about,
    )
    if method == "lstm":
        return made
    spread = np.array([0.5, 0.1])[:, None] * np.array([1, -1])[:, None]
    quantiles = made["forecast"].values[:, None] + spread
    dims = "example", "quantile", "frame_after"
    return made.assign(forecast_quantile=(dims, quantiles)).assign_coords(quantile=[0.9, 0.1])


EVERY = [
    evaluation("lstm"),
    evaluation("all/q/fine"),
    evaluation("lstm", "b"),
    evaluation("without.b/q/fine", "b"),
]


def test_sessions_take_turns_and_stimuli_stand_in_the_order_of_the_paper():
    gratings = [evaluation(name, "c", "drifting_gratings") for name in ("lstm", "all/q/fine")]
    found = shown_examples([*EVERY, *gratings], ROWS, number=3)
    assert found["stimulus"].values.tolist() == ["drifting_gratings"] * 3 + ["natural_scenes"] * 3
    assert found["subject"].values.tolist() == ["c", "c", "c", "a", "b", "a"]
    assert found["unit"].values.tolist() == [70, 80, 90, 70, 70, 80]
    assert found["row"].values.tolist() == ["lstm", "quantformer"]
    np.testing.assert_array_equal(found["recorded"][4, :6], EVERY[2]["baseline"][0])
    np.testing.assert_array_equal(found["time"], np.arange(-6, 4) / 2)


def test_bands_reach_from_the_lowest_to_the_highest_quantile():
    found = shown_examples(EVERY, ROWS, number=1)
    assert found.attrs["band"] == [0.1, 0.9]
    np.testing.assert_allclose(found["low"].sel(row="quantformer"), -0.1)
    np.testing.assert_allclose(found["high"].sel(row="quantformer"), 0.5)
    assert found["low"].sel(row="lstm").isnull().all()


def test_correlations_are_of_each_panel():
    figure, arrays = drawn(draw_forecasts, forecasts_arrays(EVERY, ROWS, examples=2))
    np.testing.assert_allclose(arrays["correlation"].sel(row="lstm"), 1)
    assert arrays["correlation"].sel(row="quantformer").isnull().all()  # it is constant
    shown = [
        [text.get_text() for text in axes.texts if text.get_text()[0] == "r"]
        for axes in figure.axes
    ]
    assert shown == [["r 1.00"]] * 2 + [["r undefined"]] * 2
    assert [axes.get_ylabel() for axes in figure.axes] == ["LSTM", "", "QuantFormer", ""]


def test_forecasts_far_off_do_not_hide_what_was_recorded():
    far = evaluation("lstm")
    far["forecast"] += 1e6
    figure, arrays = drawn(draw_forecasts, forecasts_arrays([far], {"lstm": ["lstm"]}, examples=1))
    low, high = figure.axes[0].get_ylim()
    recorded = arrays["recorded"].values
    assert low < recorded.min()
    assert recorded.max() < high < recorded.max() + np.ptp(recorded)


@pytest.mark.parametrize(
    ("evaluations", "number", "message"),
    [
        (
            EVERY[:3],
            1,
            "No evaluation is of forecasts by QuantFormer on natural_scenes, session b-1",
        ),
        ([*EVERY, evaluation("lstm", seed=1)], 1, "Several evaluations are of LSTM .* session a-1"),
        (EVERY, 7, "natural_scenes have 6 examples, fewer than the 7"),
        ([], 1, "No evaluation is of forecasts by LSTM, QuantFormer"),
        (
            [EVERY[0], evaluation("all/q/fine").assign(example_unit=("example", [70, 80, 91]))],
            3,
            "LSTM and QuantFormer on session a-1 show different observations",
        ),
    ],
)
def test_what_does_not_belong_together_is_refused(evaluations, number, message):
    with pytest.raises(NeurodagError, match=message):
        shown_examples(evaluations, ROWS, number)
