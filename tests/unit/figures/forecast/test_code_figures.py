"""What the figures of codes show, and what they refuse to show."""

import numpy as np
import pytest
import xarray as xr

from neurodag.errors import NeurodagError
from neurodag.figures.forecast.codes import chosen_contexts, codes_arrays, draw_codes, scaled
from neurodag.figures.forecast.reconstructions import draw_reconstructions, reconstructions_arrays
from tests.figures import drawn

PATCHES = [[6, 0, 4, 0, 10], [1, 3, 0, 0, 4]]
"""Of five codes, in inactive and active observations."""


def reconstruction(network: str = "net", session: str = "a", **changes) -> xr.Dataset:
    random = np.random.default_rng(ord(session))
    return xr.Dataset(
        {
            "observations": ("activity", [10, 4]),
            "squared_error": ("activity", [1.0, 2.0]),
            "variance": ("activity", [4.0, 8.0]),
            "patches": (("activity", "code"), PATCHES),
            "signal": (("example", "frame"), random.normal(size=(3, 8)), {"long_name": "ΔF/F"}),
            "reconstruction": (("example", "frame"), random.normal(size=(3, 8))),
            "example_code": (("example", "patch"), random.integers(0, 5, (3, 4))),
        }
        | changes,
        {
            "activity": ["inactive", "active"],
            "code": np.arange(5),
            "time": ("frame", np.arange(8.0)),
        },
        {"network": network, "session_id": session, "stimulus": "natural_scenes"}
        | {"seed": 0, "patch": 2},
    )


def codes(network: str = "net") -> xr.Dataset:
    random = np.random.default_rng(0)
    quantity = {"long_name": "ΔF/F"}
    pattern = np.array([3.0, 1, 0, 4, 2])[:, None] + np.zeros(2)
    return xr.Dataset(
        {
            "place": (("code", "axis"), random.normal(size=(5, 2))),
            "pattern": (("code", "patch_frame"), pattern, quantity),
            "sequence": (("context", "frame"), random.normal(size=(5, 8)), quantity),
            "variance_share": ("source", [0.7, 0.2, 0.1]),
        },
        {"code": np.arange(5), "source": ["code", "context", "both"]},
        {"network": network, "seed": 0, "replaced": 3, "onset": 4, "patch": 2}
        | {"frame_rate_hz": 30.0, "height_explained": 0.5},
    )


def test_codes_are_ranked_by_their_use_in_active_observations():
    _, arrays = drawn(draw_reconstructions, reconstructions_arrays([reconstruction()], examples=2))
    shown = arrays.sel(network="net")
    np.testing.assert_allclose(shown["share"].sel(activity="active") * 8, [4, 3, 1, 0, 0])
    np.testing.assert_allclose(shown["share"].sel(activity="inactive") * 20, [10, 0, 6, 4, 0])
    assert shown["used"].values.tolist() == [3, 3]
    entropy = -sum(p * np.log(p) for p in (0.5, 0.3, 0.2))
    assert float(shown["perplexity"].sel(activity="inactive")) == pytest.approx(np.exp(entropy))


def test_sessions_count_by_their_observations():
    other = reconstruction(session="b", observations=("activity", [30, 12]))
    other["squared_error"] *= 3
    _, arrays = drawn(
        draw_reconstructions, reconstructions_arrays([reconstruction(), other], examples=3)
    )
    # Active: (4 · 2 + 12 · 6) / 16 of a variance of 8.
    assert float(arrays["explained"].sel(network="net", activity="active")) == pytest.approx(3 / 8)
    assert arrays["session_id"].values.tolist() == ["a", "b", "a"]
    np.testing.assert_array_equal(arrays["signal"][1], other["signal"][0])


def test_networks_stand_side_by_side_under_their_labels():
    given = [reconstruction("one"), reconstruction("two")]
    figure, arrays = drawn(
        draw_reconstructions, reconstructions_arrays(given, 2, ["First", "Second"])
    )
    assert arrays["network"].values.tolist() == ["First", "Second"]
    assert arrays["reconstruction"].dims == ("network", "example", "frame")
    assert figure.axes[0].get_title() == "First\nR² of active observations 0.75"


@pytest.mark.parametrize(
    ("maps", "examples", "labels", "message"),
    [
        ([reconstruction()], 4, None, "have 3 examples, fewer than the 4"),
        ([reconstruction()], 1, ["A", "B"], "2 labels for 1 networks, net"),
        ([reconstruction("one"), reconstruction("two", "b")], 1, None, "different observations"),
    ],
)
def test_reconstructions_that_do_not_fit_are_refused(maps, examples, labels, message):
    with pytest.raises(NeurodagError, match=message):
        reconstructions_arrays(maps, examples, labels)


def test_colours_tell_the_use_in_active_observations_of_all_sessions():
    _, arrays = drawn(
        draw_codes, codes_arrays(codes(), [reconstruction(), reconstruction(session="b")])
    )
    np.testing.assert_allclose(arrays["share"] * 8, PATCHES[1])


def test_contexts_are_other_codes_in_use_from_low_to_high():
    share = xr.DataArray([0.1, 0.2, 0, 0.3, 0.4], dims="code")
    assert chosen_contexts(codes().assign(share=share)).tolist() == [1, 4, 0]


def test_a_codebook_of_which_one_code_is_used_is_drawn():
    one = reconstruction(patches=(("activity", "code"), [[0, 0, 0, 9, 0]] * 2))
    _, arrays = drawn(draw_codes, codes_arrays(codes(), [one]))
    assert not len(chosen_contexts(arrays))


def test_patterns_on_their_own_scale_reach_from_0_to_1():
    np.testing.assert_allclose(scaled(np.array([[1.0, 3, 2], [5, 5, 5]])), [[0, 1, 0.5], [0, 0, 0]])


def test_codes_and_reconstructions_of_several_networks_are_refused():
    with pytest.raises(NeurodagError, match=r"net \(seed 0\), other \(seed 0\)"):
        codes_arrays(codes(), [reconstruction("other")])


def test_without_active_observations_the_use_of_codes_is_not_known():
    none = reconstruction()
    none["patches"].loc[{"activity": "active"}] = 0
    with pytest.raises(NeurodagError, match="reconstructions by net no observation is active"):
        codes_arrays(codes(), [none])
