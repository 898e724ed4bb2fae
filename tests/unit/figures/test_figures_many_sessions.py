"""Figures of pretrained networks: what they show, and what they refuse to compare."""

import numpy as np
import pytest

from neurodag.errors import NeurodagError
from neurodag.figures.regions import draw_regions, regions_arrays
from neurodag.figures.scaling import draw_scaling, scaling_arrays
from neurodag.figures.scatter import draw_scatter, scatter_arrays
from tests.evaluations import make_decoding, make_evaluation
from tests.figures import drawn

BOTH = ("temporal", "mtm_prompted")


def runs_on(counts=(0, 1, 10), sessions=("a", "b"), schemes=BOTH, **more):
    """Runs whose bits per spike are the number of pretraining sessions, 2 less on session "a"."""
    return [
        make_evaluation(
            [count - 2.0 * (session == "a")] * 2,
            scheme=scheme,
            session=session,
            pretraining_sessions=count,
            **{"model": "ndt1_stitch"} | more,
        )
        for count in counts
        for session in sessions
        for scheme in schemes
    ]


def decodings(session="a", regions=("CA1", "DG"), ours=(0.8, 0.9), **more):
    return [
        make_decoding(
            "region",
            regions,
            choice,
            whisker=None,
            session=session,
            scheme=scheme,
            **{"model": "ndt1_stitch", "pretraining_sessions": 34} | more,
        )
        for scheme, choice in zip(BOTH, ([0.6, 0.7], ours), strict=True)
    ]


def panel_texts(figure):
    return [text.get_text() for axes in figure.axes for text in axes.texts]


def test_scaling_holds_means_over_sessions_their_intervals_and_runs():
    figure, arrays = drawn(draw_scaling, scaling_arrays(runs_on()))
    assert arrays["value"].dims == ("metric", "row", "pretraining_sessions")
    co_smoothing = arrays.sel(metric="co_smoothing", row="mtm_prompted")
    assert co_smoothing["pretraining_sessions"].values.tolist() == [0, 1, 10]
    assert co_smoothing["value"].values.tolist() == [-1, 0, 9]
    np.testing.assert_array_equal(co_smoothing["low"], [-2, -1, 8])
    np.testing.assert_array_equal(co_smoothing["high"], [0, 1, 10])
    assert co_smoothing["run_score"].sel(session="a", seed=0).values.tolist() == [-2, -1, 8]
    assert co_smoothing["run_score"].sel(session="b", seed=0).values.tolist() == [0, 1, 10]
    assert figure.get_suptitle() == "NDT1-stitch, mean over 2 sessions with 95 % interval"
    dots = [line for line in figure.axes[0].lines if line.get_marker() == "."]
    shown = sorted(value for dot in dots for value in dot.get_ydata())
    assert shown == sorted(2 * [-2, -1, 8, 0, 1, 10])


def test_scaling_sets_networks_without_pretraining_apart():
    figure, _ = drawn(draw_scaling, scaling_arrays(runs_on((0, 1, 10, 100))))
    none, one, ten, hundred = figure.axes[0].get_xticks()
    assert hundred - ten == pytest.approx(ten - one)
    assert none < one
    labels = [label.get_text() for label in figure.axes[3].get_xticklabels()]
    assert labels == ["none", "1", "10", "100"]
    dotted, solid = figure.axes[0].lines[:2]
    assert (len(dotted.get_xdata()), len(solid.get_xdata())) == (4, 3)


@pytest.mark.parametrize("counts", [(0,), (5,), (0, 5)])
def test_scaling_of_few_points(counts):
    figure, arrays = drawn(draw_scaling, scaling_arrays(runs_on(counts, sessions=("a",))))
    figure.draw_without_rendering()
    assert arrays.sizes["pretraining_sessions"] == len(counts)
    assert figure.get_suptitle() == "NDT1-stitch, one session with 95 % interval"
    assert not [line for line in figure.axes[0].lines if line.get_marker() == "."]
    assert "not recorded" in panel_texts(figure)


def test_scaling_refuses_curves_that_compare_something_else():
    with pytest.raises(NeurodagError, match=r"several architectures: ndt1_stitch, ndt2\."):
        scaling_arrays(runs_on() + runs_on((20,), model="ndt2"))
    with pytest.raises(NeurodagError, match=r"No network pretrained on 20 .* scored on b, which"):
        scaling_arrays([*runs_on(), *runs_on((20,), sessions=("a",))])
    with pytest.raises(NeurodagError, match=r"There is no run of Temporal .* on a, b, only of MtM"):
        scaling_arrays([*runs_on(), *runs_on((20,), schemes=("mtm_prompted",))])
    with pytest.raises(NeurodagError, match=r"None of the evaluations is of Random Token"):
        scaling_arrays(runs_on(), "random_token", "mtm_unprompted")


def test_scatter_says_which_networks():
    figure, _ = drawn(draw_scatter, scatter_arrays(runs_on((34,), model="ndt2")))
    assert figure.get_suptitle() == "NDT2, pretrained on 34 sessions"
    figure, _ = drawn(draw_scatter, scatter_arrays(runs_on((0,), model="ndt1")))
    assert figure.get_suptitle() == "NDT1"


def test_scatter_refuses_networks_that_differ_in_more_than_masking():
    with pytest.raises(NeurodagError, match=r"numbers of pretraining sessions: 0, 34\."):
        scatter_arrays(runs_on((0,), schemes=BOTH[:1]) + runs_on((34,), schemes=BOTH[1:]))


def test_regions_average_seeds_and_leave_gaps():
    runs = [
        *decodings(),
        *decodings(ours=(0.6, 0.9), seed=1),
        *decodings("b", regions=("CA1", "PO")),
    ]
    figure, arrays = drawn(draw_regions, regions_arrays(runs))
    score = arrays["score"].sel(metric="choice", session="a")
    assert score.sel(row="mtm_prompted", region="CA1") == pytest.approx(0.7)
    assert score.sel(row="temporal", region="DG") == pytest.approx(0.7)
    assert np.isnan(score.sel(region="PO")).all()
    assert arrays["chance"].values.tolist() == [0.55, 0.55]
    assert panel_texts(figure) == ["not recorded"] * 2
    assert [axes.get_title() for axes in figure.axes[:2]] == ["a", "b"]


def test_regions_have_one_look_in_all_sessions():
    figure, _ = drawn(
        draw_regions, regions_arrays([*decodings(), *decodings("b", regions=("DG", "PO"))])
    )
    looks = [
        {line.get_marker() + line.get_color() for line in axes.lines[:2]}
        for axes in figure.axes[:2]
    ]
    assert [len(look) for look in looks] == [2, 2]
    assert len(looks[0] & looks[1]) == 1


@pytest.mark.parametrize(
    ("sessions", "titles"),
    [
        (["5dcee0eb-b34d", "c7bf2d49-4937"], ["5dcee0eb", "c7bf2d49"]),
        (["mouse-1", "mouse-2"], ["mouse-1", "mouse-2"]),
        (["2024-01-01_1_twin-1"], ["2024-01-01_1_\ntwin-1"]),
        (["session12_Lederberg_2017"], ["session12_\nLederberg_2017"]),
    ],
)
def test_sessions_are_told_apart_by_as_much_of_their_ids_as_it_takes(sessions, titles):
    figure, _ = drawn(
        draw_regions, regions_arrays([run for session in sessions for run in decodings(session)])
    )
    assert [axes.get_title() for axes in figure.axes[: len(titles)]] == titles


def test_regions_need_both_schemes():
    with pytest.raises(NeurodagError, match=r"no run of MtM \(Prompted\) on a, only of Temporal"):
        regions_arrays(decodings()[:1])
