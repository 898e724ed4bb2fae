"""What the figures of MtM show, and what they refuse to show."""

import numpy as np
import pytest
import xarray as xr

from neurodag.errors import NeurodagError
from neurodag.figures.rasters import draw_rasters, rasters_arrays
from neurodag.figures.ratios import ratios_arrays
from neurodag.figures.scatter import draw_scatter, scatter_arrays
from neurodag.figures.training import draw_training, training_arrays
from neurodag.figures.units import draw_units, units_arrays
from neurodag.tables.scores import score_table
from tests.evaluations import make_evaluation
from tests.figures import drawn


def texts(figure) -> str:
    found = [axes.get_title() for axes in figure.axes]
    found += [text.get_text() for axes in figure.axes for text in axes.texts]
    return "\n".join(found)


@pytest.fixture
def bumps() -> np.ndarray:
    """Rates `(time, unit)`: units 0 to 3 peak at bins 15, 5, 10 and never; unit 4 is elsewhere."""
    time = np.arange(20)[:, None]
    rates = np.exp(-0.5 * ((time - np.array([15, 5, 10, 0, 3])) / 2) ** 2)
    rates[:, 3] = 0
    return rates


def pair(rates: np.ndarray, **more) -> list[xr.Dataset]:
    regions = ["CA1"] * 4 + ["DG"]
    return [
        make_evaluation(np.ones(5), scheme=scheme, observed=rates, regions=regions, **more)
        for scheme in ("mtm_prompted", "temporal")
    ]


def test_rasters_sort_active_units_by_peak_and_scale_by_the_observed(bumps):
    ours, baseline = pair(bumps, predicted=np.stack([bumps / 2] * 4))
    arrays = rasters_arrays(ours, baseline, "CA1")
    z_score = arrays["z_score"]
    assert list(z_score["unit"].values) == [1, 2, 0]
    assert list(z_score["source"].values) == ["observed", "mtm_prompted", "temporal"]
    observed = z_score.sel(source="observed", task="inter_region")
    np.testing.assert_allclose(observed.mean("time"), 0, atol=1e-12)
    np.testing.assert_allclose(observed.std("time"), 1)
    np.testing.assert_allclose(z_score.sel(source="temporal", task="intra_region").std("time"), 0.5)
    assert arrays.attrs["units_left_out"] == 1


def test_rasters_sorted_by_component_keep_alike_units_together():
    wave = np.sin(np.arange(20))
    rates = 2 + np.stack([wave, -wave, wave, -wave, wave], axis=1)
    arrays = rasters_arrays(*pair(rates), "CA1", sort_by="component")
    order = list(arrays["unit"].values)
    assert {frozenset(order[:2]), frozenset(order[2:])} == {frozenset([0, 2]), frozenset([1, 3])}
    with pytest.raises(NeurodagError, match='"peak_time" or "component", not by "name"'):
        rasters_arrays(*pair(rates), "CA1", sort_by="name")


def test_rasters_say_where_there_is_no_context(bumps):
    predicted = np.stack([bumps] * 4)
    predicted[3] = np.nan
    figure, _ = drawn(draw_rasters, rasters_arrays(*pair(bumps, predicted=predicted), "CA1"))
    assert texts(figure).count("no context") == 2


def test_rasters_refuse_unknown_and_silent_regions(bumps):
    ours, baseline = pair(bumps)
    with pytest.raises(
        NeurodagError, match=r"VISp is not in session s1; its regions are CA1, DG\."
    ):
        rasters_arrays(ours, baseline, "VISp")
    with pytest.raises(NeurodagError, match="All 4 units of region CA1 in session s1 are silent"):
        rasters_arrays(*pair(bumps * 0), "CA1")


def test_pairs_must_be_of_one_session(bumps):
    ours, _ = pair(bumps)
    _, other = pair(bumps, session="s2")
    for arrays_of in (units_arrays, lambda *runs: rasters_arrays(*runs, "CA1")):
        with pytest.raises(NeurodagError, match=r"session s1, MtM.* and session s2, Temporal"):
            arrays_of(ours, other)
        with pytest.raises(NeurodagError, match=r"both runs are of MtM \(Prompted\)"):
            arrays_of(ours, ours)


def test_scatter_averages_units_then_seeds():
    runs = [
        make_evaluation([value, value + 2], scheme=scheme, session=session, seed=seed)
        for session in ("a", "b")
        for scheme, seed, value in (
            ("temporal", 0, 0.0),
            ("temporal", 1, 1.0),
            ("mtm_prompted", 0, 3.0),
        )
    ]
    figure, arrays = drawn(draw_scatter, scatter_arrays(runs))
    score = arrays["score"].sel(metric="co_smoothing", session="a")
    assert list(score.values) == [1.5, 4.0]
    assert list(arrays["row"].values) == ["temporal", "mtm_prompted"]
    assert "above the line: 2 of 2" in texts(figure)
    assert "not recorded" in texts(figure)


def test_scatter_keeps_a_datasets_colour_where_another_has_no_score():
    runs = [
        make_evaluation(scheme=scheme, session=name, dataset=name, whisker=whisker)
        for scheme in ("temporal", "mtm_prompted")
        for name, whisker in (("a", None), ("b", 0.5))
    ]
    figure, _ = drawn(draw_scatter, scatter_arrays(runs))
    panels = {axes.get_title(): axes for axes in figure.axes}
    names = ("Co-smoothing", "Whisker motion energy")
    dots = [panels[name].collections[1] for name in names]
    assert all(len(each.get_offsets()) == 1 for each in dots)
    np.testing.assert_array_equal(dots[0].get_facecolor(), dots[1].get_facecolor())


def test_scatter_needs_both_schemes_on_every_session():
    runs = [
        make_evaluation(session="a"),
        make_evaluation(session="a", scheme="mtm_prompted"),
        make_evaluation(session="b"),
    ]
    with pytest.raises(NeurodagError, match=r"no run of MtM \(Prompted\) on b, only of Temporal"):
        scatter_arrays(runs)
    with pytest.raises(NeurodagError, match="None of the evaluations is of Neuron or of Causal"):
        scatter_arrays(runs, "neuron", "causal")


def test_units_keep_extreme_scores_in_the_arrays_and_clip_the_picture():
    bits = np.r_[np.linspace(0, 1, 20), -500.0]
    status = np.zeros((4, 21))
    status[:, 0] = 1
    runs = [
        make_evaluation(bits, scheme=name, status=status) for name in ("mtm_prompted", "temporal")
    ]
    figure, arrays = drawn(draw_units, units_arrays(*runs))
    assert arrays["bits_per_spike"].min() == -500
    assert int(arrays["bits_per_spike"].sel(row="temporal").isnull().sum()) == 1
    panel = figure.axes[0]
    assert panel.get_xlim() == panel.get_ylim()
    assert panel.get_xlim()[0] > -10
    assert "above the line: 0 of 20; outside (×): 1" in texts(figure)


def test_units_panels_without_a_score_say_so():
    runs = [
        make_evaluation([1.0, 2.0], scheme=name, status=np.full((4, 2), 2))
        for name in ("mtm_prompted", "temporal")
    ]
    figure, _ = drawn(draw_units, units_arrays(*runs, tasks=("inter_region",)))
    assert texts(figure).count("no unit scored") == 3


def test_ratios_hold_ours_and_the_papers():
    runs = [
        make_evaluation([ratio, ratio], scheme=scheme, ratio=ratio)
        for scheme in ("neuron", "temporal")
        for ratio in (0.1, 0.6)
    ]
    table = score_table(runs, by="ratio")
    arrays = ratios_arrays(table)
    assert list(arrays["scheme"].values) == ["temporal", "neuron"]
    assert arrays["value"].sel(task="inter_region", scheme="neuron", ratio=0.6) == 0.6
    assert arrays["low"].sel(task="inter_region", scheme="neuron", ratio=0.6) == 0.6
    assert arrays["published"].isnull().all()
    with pytest.raises(NeurodagError, match="no column ratio"):
        ratios_arrays(table.drop(columns="ratio"))


def test_training_marks_the_best_epoch():
    history = xr.Dataset(
        {
            "train_loss": ("epoch", [3.0, 2.0, 1.5, 1.2]),
            "validation_r2": ("epoch", [np.nan, 0.3, np.nan, 0.2]),
            "learning_rate": ("epoch", [0.1, 0.2, 0.1, 0.0]),
            "seconds": ("epoch", [1.0, 1.0, 1.0, 1.0]),
        },
        coords={"epoch": [1, 2, 3, 4]},
    )
    figure, arrays = drawn(draw_training, training_arrays(history))
    assert "kept: epoch 2" in texts(figure)
    assert set(arrays) == {"train_loss", "validation_r2", "learning_rate"}
    with pytest.raises(NeurodagError, match="lacks learning_rate; it has train_loss"):
        training_arrays(history.drop_vars("learning_rate"))


def test_training_shows_the_score_that_chose_the_weights():
    curve = ("epoch", [0.1, 0.3, 0.2])
    names = ("train_loss", "validation_correlation", "learning_rate")
    history = xr.Dataset(dict.fromkeys(names, curve), coords={"epoch": [1, 2, 3]})
    figure, arrays = drawn(draw_training, training_arrays(history))
    assert "kept: epoch 2" in texts(figure)
    assert figure.axes[1].get_ylabel() == "Validation correlation"
    assert set(arrays) == set(names)
