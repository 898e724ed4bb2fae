"""What the figures of networks from images to responses show, and what they refuse to show."""

import numpy as np
import pytest
import xarray as xr
from matplotlib.patches import Ellipse
from scipy import stats

from neurodag.errors import NeurodagError
from neurodag.figures.vision.activations import activations_arrays, draw_activations
from neurodag.figures.vision.attention import attention_arrays, draw_attention
from neurodag.figures.vision.fields import draw_fields, fields_arrays
from neurodag.figures.vision.given import one_network, session_labels
from neurodag.figures.vision.pupil import draw_pupil, pupil_arrays
from neurodag.figures.vision.readout import CORNERS, colors_of, draw_readout, readout_arrays
from neurodag.figures.vision.samples import draw_samples, samples_arrays
from neurodag.interpret.readout import readout_places
from neurodag.simulate.seeding import generator
from tests.figures import drawn

HEIGHT, WIDTH = 6, 10
STATES = ["pupil_center_x", "running_speed", "pupil_dilation"]


def maps(session: str = "a", **attrs) -> xr.Dataset:
    """Attention maps of 8 validation and 8 test trials; picture 3 is shown in 4 of the latter."""
    random = generator(1, session)
    trial, image = ("trial",), np.array([0, 1, 2, 0, 1, 2, 0, 1, 3, 4, 3, 4, 3, 4, 3, 2])
    return xr.Dataset(
        {
            "attention": (("trial", "y", "x"), random.uniform(size=(16, HEIGHT, WIDTH))),
            "part": (trial, np.repeat(np.int8([1, 2]), 8)),
            "picture": (("image", "channel", "y", "x"), random.normal(size=(5, 2, HEIGHT, WIDTH))),
            "image_index": (trial, image),
            "behavior": (("trial", "behavior_variable"), random.normal(size=(16, 3))),
            "behavior_activation": (
                ("block", "trial", "width"),
                random.uniform(-1, 1, size=(2, 16, 5)) * np.array([0.1, 1])[:, None, None],
            ),
        },
        {"trial": 100 + np.arange(16), "behavior_variable": STATES},
        {"session_id": session, "model": "v1t", "seed": 1} | attrs,
    )


def fields(model: str, units: int = 12, **attrs) -> xr.Dataset:
    random = generator(2, model)
    names = ("centre_x", "centre_y", "sigma_x", "sigma_y", "rotation", "width_x", "width_y")
    values = {name: ("unit", random.uniform(1, 5, units), {"units": "px"}) for name in names}
    kept = np.ones(units, np.int8)
    kept[0] = 0
    shape = (units, 1, HEIGHT, WIDTH)
    return xr.Dataset(
        values
        | {
            "receptive_field": (("unit", "channel", "y", "x"), random.normal(size=shape)),
            "explained": ("unit", np.linspace(0.9, 0.1, units)),
            "kept": ("unit", kept),
        },
        attrs={"session_id": "a", "model": model} | attrs,
    )


def evaluation(session: str, model: str = "v1t", seed: int = 0, **more) -> xr.Dataset:
    random = generator(seed, session, model)
    names = ("single_trial_correlation", "oracle_correlation", "single_trial_ceiling")
    names += ("correlation_small_pupil", "correlation_large_pupil")
    about = {"samples": 0, "gray": 0, "training": "together", "members": 1}
    return xr.Dataset(
        {name: ("unit", random.uniform(0, 1, 30), {"status": "scored"}) for name in names},
        attrs={"session_id": session, "model": model, "seed": seed} | about | more,
    )


def test_attention_shows_validation_trials_and_repeats_of_one_test_picture():
    given = maps()
    figure, arrays = drawn(draw_attention, attention_arrays([given, maps("b")], trials=2))
    first = arrays.sel(session="a")
    assert first["trial"].sel(part="validation").values.tolist() == [102, 106]
    assert first["trial"].sel(part="test").values.tolist() == [110, 114]  # of 108, 110, 112, 114
    seen = given.set_index(trial="trial").sel(trial=110)
    shown = first.sel(part="test").isel(shown=0)
    np.testing.assert_array_equal(shown["attention"], seen["attention"])
    np.testing.assert_array_equal(shown["picture"], given["picture"][3].mean("channel"))
    order = ["pupil_dilation", "pupil_center_x", "running_speed"]  # the paper's
    np.testing.assert_array_equal(shown["behavior"], seen["behavior"].sel(behavior_variable=order))
    image = figure.axes[2].get_images()[1].get_array()
    np.testing.assert_array_equal(image, shown["attention"])


def test_attention_needs_no_behaviour_but_enough_trials_of_one_size():
    _, arrays = drawn(
        draw_attention,
        attention_arrays([maps().drop_vars(["behavior", "behavior_variable"])], trials=1),
    )
    assert "behavior" not in arrays
    with pytest.raises(NeurodagError, match="session a are of 8 validation trials, fewer than"):
        attention_arrays([maps()], trials=9)
    with pytest.raises(NeurodagError, match="differ in size: 6 × 9 px, 6 × 10 px"):
        attention_arrays([maps(), maps("b").isel(x=slice(9))])


def test_attention_is_drawn_without_pictures_where_these_are_not_to_be_shown():
    figure, arrays = drawn(draw_attention, attention_arrays([maps()], trials=1, pictures=False))
    assert "picture" not in arrays
    assert [len(axes.images) for axes in figure.axes[:2]] == [1, 1]


def test_pupil_shows_the_gain_of_large_pupils_over_small():
    runs = [evaluation(session) for session in "ab"]
    runs[0]["correlation_large_pupil"] = 1.2 * runs[0]["correlation_small_pupil"]
    runs[0]["correlation_small_pupil"][3] = np.nan
    figure, arrays = drawn(draw_pupil, pupil_arrays(runs, ["A", "B"]))
    assert (arrays["unit_session"] == "A").sum() == 29
    first = arrays.sel(session="A")
    assert float(first["improvement"]) == pytest.approx(20)
    np.testing.assert_allclose(first["improvement_interval"], 20)
    large = runs[1]["correlation_large_pupil"]
    quartile = arrays["quartile"].sel(session="B", pupil="large")
    np.testing.assert_allclose(quartile, np.quantile(large, [0.25, 0.5, 0.75]))
    assert "+20.0 %" in figure.axes[0].texts[0].get_text()


def test_pupil_refuses_sessions_without_it():
    bare = evaluation("a")
    bare["correlation_small_pupil"] = bare["correlation_small_pupil"].copy(data=np.full(30, np.nan))
    bare["correlation_small_pupil"].attrs["status"] = "pupil dilation not recorded"
    with pytest.raises(NeurodagError, match=r"session a has no .*pupil dilation not recorded"):
        pupil_arrays([bare])


def test_fields_show_units_kept_by_both_and_widths_of_the_kept():
    given = [fields("cnn"), fields("vit")]
    figure, arrays = drawn(draw_fields, fields_arrays(given, units=2))
    # Units 1 to 11 rank by their explained variance; the middles of both halves are shown.
    assert arrays["index"].sel(network="cnn").values.tolist() == [3, 9]
    field = arrays["receptive_field"].sel(network="vit").isel(shown=0)
    expected = stats.zscore(given[1]["receptive_field"][3, 0], axis=None)
    np.testing.assert_allclose(field, expected)
    assert np.isnan(arrays["width"].isel(unit=0)).all()
    kept = given[0]["width_y"].values[1:]
    widths = arrays.sel(network="cnn", direction="y")
    assert float(widths["width_mean"]) == pytest.approx(kept.mean())
    assert float(widths["width_spread"]) == pytest.approx(kept.std(ddof=1))
    (ellipse,) = [patch for patch in figure.axes[0].patches if isinstance(patch, Ellipse)]
    assert ellipse.center == (given[0]["centre_x"][3], given[0]["centre_y"][3])
    assert ellipse.width == pytest.approx(2 * float(given[0]["sigma_x"][3]))


@pytest.mark.parametrize(
    ("second", "message"),
    [
        (fields("cnn"), "Both receptive fields are of cnn"),
        (fields("vit", session_id="b"), "differ in session, a and b"),
        (fields("vit", units=9), "differ in number of units, 12 and 9"),
        (fields("vit").isel(x=slice(8)), "differ in width in pixels, 10 and 8"),
        (fields("vit").assign(kept=("unit", np.zeros(12))), "0 units have fits that count"),
    ],
)
def test_fields_refuse_what_cannot_be_compared(second, message):
    with pytest.raises(NeurodagError, match=message):
        fields_arrays([fields("cnn"), second])


def test_samples_average_seeds_of_session_means():
    runs = [
        evaluation(session, model, seed, samples=samples)
        for model in ("cnn", "v1t")
        for samples in (0, 500)
        for seed in range(3)
        for session in "ab"
    ]
    _, arrays = drawn(draw_samples, samples_arrays(runs))
    assert arrays["samples"].values.tolist() == [500, 0]
    own = {model: [] for model in ("cnn", "v1t")}
    for first, second in zip(runs[::2], runs[1::2], strict=True):
        if first.attrs["samples"] == 0:
            both = [float(run["single_trial_correlation"].mean()) for run in (first, second)]
            own[first.attrs["model"]].append(np.mean(both))
    whole = arrays.sel(samples=0)
    np.testing.assert_allclose(whole["score"], list(own.values()))
    np.testing.assert_allclose(whole["value"], [np.mean(each) for each in own.values()])
    np.testing.assert_allclose(whole["spread"], [np.std(each, ddof=1) for each in own.values()])
    assert float(whole["p_value"]) == pytest.approx(stats.ttest_ind(*own.values()).pvalue)


@pytest.mark.parametrize(
    ("runs", "message"),
    [
        ([("a", "cnn", 0)], r"are of 1 networks \(cnn\)"),
        ([("a", "cnn", 0), ("a", "v1t", 500)], "no evaluation of cnn with 500 training trials"),
        (
            [("a", "cnn", 0), ("b", "cnn", 0), ("a", "v1t", 0)],
            "no evaluation of v1t with all training trials, seed 0, on session b",
        ),
    ],
)
def test_samples_refuse_what_cannot_be_compared(runs, message):
    given = [evaluation(session, model, samples=samples) for session, model, samples in runs]
    with pytest.raises(NeurodagError, match=message):
        samples_arrays(given)


def test_samples_refuse_networks_trained_in_different_manners():
    with pytest.raises(NeurodagError, match="differ in training, together, alone"):
        samples_arrays([evaluation("a", "cnn"), evaluation("a", "v1t", training="alone")])


def test_readout_colours_are_those_of_the_image():
    span = np.array([[-1, -0.5], [1, 0.5]])
    ends = np.array([[[-1, -0.5], [1, -0.5]], [[-1, 0.5], [1, 0.5]]])  # by row, then column
    np.testing.assert_allclose(colors_of(ends, span), CORNERS)
    np.testing.assert_allclose(colors_of(np.zeros(2), span), CORNERS.mean(axis=(0, 1)))
    place, position = generator(3, "units").normal(size=(2, 20, 2))
    about = {"session_id": "a", "model": "v1t", "rows": 3, "columns": 5}
    figure, arrays = drawn(
        draw_readout, readout_arrays(readout_places(place, position).assign_attrs(about))
    )
    points = figure.axes[0].collections[0]
    np.testing.assert_allclose(points.get_offsets(), position)
    np.testing.assert_allclose(points.get_facecolors()[:, :3], arrays["color"])
    with pytest.raises(NeurodagError, match="session a has no unit_position"):
        readout_arrays(readout_places(place, None).assign_attrs(about))


def test_activations_are_those_of_validation_trials():
    given = maps()
    _, arrays = drawn(draw_activations, activations_arrays([given, maps("b")]))
    values = [each["behavior_activation"][:, :8].values for each in (given, maps("b"))]
    both = np.concatenate(values, axis=1).reshape(2, -1)
    np.testing.assert_allclose(arrays["spread"], both.std(axis=1))
    np.testing.assert_allclose(arrays["density"].sum("activation") * 0.02, 1)
    with pytest.raises(NeurodagError, match="session a have no behavior_activation"):
        activations_arrays([given.drop_vars("behavior_activation")])


def test_files_are_of_one_network_and_of_each_session_once():
    assert one_network([evaluation("a", members=5)]) == "v1t_ensemble"
    with pytest.raises(NeurodagError, match=r"v1t \(seed 1\), v1t \(seed 2\)"):
        one_network([maps(seed=1), maps("b", seed=2)])
    with pytest.raises(NeurodagError, match="Several files are of session a"):
        session_labels([maps(), maps()], None)
    with pytest.raises(NeurodagError, match="1 labels for 2 files"):
        session_labels([maps(), maps("b")], ["A"])
