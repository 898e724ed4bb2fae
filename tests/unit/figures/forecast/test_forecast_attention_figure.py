"""What the figure of attention by stimulus shows, and what it refuses to show."""

import numpy as np
import pytest
import xarray as xr

from neurodag.errors import NeurodagError
from neurodag.figures.forecast.attention import draw_forecast_attention, forecast_attention_arrays
from tests.figures import drawn

TOKENS = ["[CLS]", "[NEURON]", "[STIM]", "patch 1", "patch 2"]
ATTRIBUTES = {
    "method": "all/quantformer/fine_tuned",
    "stimulus": "drifting_gratings",
    "subject": "a",
    "seed": 1,
    "heads": "mean",
}


def attention(share=None, observations=((3, 3), (1, 1)), tokens=TOKENS, **attrs) -> xr.Dataset:
    """A map of two units; `share (active, unit, token)`: all tokens alike."""
    share = np.full((2, 2, len(tokens)), 1 / len(tokens)) if share is None else np.asarray(share)
    start = [-0.4, -0.2][: len(tokens) - 3]
    return xr.Dataset(
        {
            "share": (("active", "unit", "token"), share),
            "observations": (("active", "unit"), np.array(observations)),
        },
        {"active": [0, 1], "token": tokens, "start_s": ("token", [np.nan] * 3 + start)},
        ATTRIBUTES | attrs,
    )


def to_neuron(*of_states) -> np.ndarray:
    """Shares of which [NEURON] has `(active, unit)`, and [CLS] the rest."""
    share = np.zeros((2, 2, len(TOKENS)))
    share[..., 1] = of_states
    share[..., 0] = 1 - share[..., 1]
    return share


def test_the_mean_is_over_observations_and_not_over_units():
    map_ = attention(to_neuron([0.1, 0.5], [0.3, np.nan]), [[2, 6], [2, 0]])
    _, arrays = drawn(draw_forecast_attention, forecast_attention_arrays([map_]))
    assert arrays["share"].sel(token="[NEURON]").item() == pytest.approx(
        0.1 * 0.2 + 0.3 * 0.2 + 0.3
    )
    assert arrays["share"].sum("token").item() == pytest.approx(1)


def test_the_difference_is_within_units_that_have_both():
    low_and_often_active = to_neuron([0.2, 0.8], [0.3, np.nan])
    _, arrays = drawn(
        draw_forecast_attention,
        forecast_attention_arrays([attention(low_and_often_active, [[1, 9], [9, 0]])]),
    )
    assert arrays["difference"].sel(token="[NEURON]").item() == pytest.approx(0.1)
    assert arrays["difference"].sel(token="[CLS]").item() == pytest.approx(-0.1)


def test_without_such_units_the_panel_says_so():
    figure, arrays = drawn(
        draw_forecast_attention,
        forecast_attention_arrays(
            [attention(to_neuron([0.2, 0.8], [np.nan, np.nan]), [[5, 5], [0, 0]])]
        ),
    )
    assert arrays["difference"].isnull().all()
    assert any("no unit is active" in text.get_text() for text in figure.axes[2].texts)


def test_stimuli_stand_in_the_order_of_the_paper_with_means_over_runs():
    runs = [("own", "a"), ("natural_scenes", "a"), ("drifting_gratings", "a"), ("own", "b")]
    levels = [0.1, 0.2, 0.3, 0.5]
    figure, arrays = drawn(
        draw_forecast_attention,
        forecast_attention_arrays(
            [
                attention(to_neuron([level] * 2, [level] * 2), stimulus=stimulus, subject=subject)
                for (stimulus, subject), level in zip(runs, levels, strict=True)
            ]
        ),
    )
    assert arrays["shown"].values.tolist() == ["drifting_gratings", "natural_scenes", "own"]
    np.testing.assert_allclose(arrays["mean_share"].sel(token="[NEURON]"), [0.3, 0.2, 0.3])
    written = [text.get_text() for text in figure.axes[0].texts]
    assert {"30.0", "20.0"} <= set(written)
    ticks = [label.get_text() for label in figure.axes[0].get_xticklabels()]
    assert ticks == ["[CLS]", "[NEURON]", "[STIM]", "\N{MINUS SIGN}0.4", "\N{MINUS SIGN}0.2"]


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ({"method": "none/quantformer/fine_tuned", "subject": "b"}, "differ in method: all/.*none"),
        ({"heads": "max", "subject": "b"}, "differ in heads: max, mean"),
        ({"tokens": TOKENS[:-1], "subject": "b"}, "differ in their tokens"),
        ({}, "Several files are of drifting_gratings, subject a, seed 1; give one of each run"),
    ],
)
def test_maps_that_do_not_belong_together_are_refused(other, message):
    with pytest.raises(NeurodagError, match=message):
        forecast_attention_arrays([attention(), attention(**other)])
