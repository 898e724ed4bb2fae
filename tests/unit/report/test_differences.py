"""Settings that are not those of the papers."""

import pytest

from neurodag.report.differences import Difference, differences

PAPER = {
    "results": "results",
    "mtm": {"seeds": [1, 2], "training": {"epochs": 1000, "rate": 1e-3}, "search": None},
    "v1t": {"cohorts": {"mice": {"sessions": ["a"]}}, "seed": 1},
}


def test_equal_settings_do_not_differ() -> None:
    assert differences(PAPER, PAPER) == differences({}, {}) == []


def test_keys_come_in_the_order_of_the_paper_and_new_ones_last() -> None:
    here = {
        "new": 1,
        "v1t": {"cohorts": {"mice": {"sessions": ["a"]}}, "seed": 2},
        "mtm": {"more": True, "training": {"rate": 1e-3, "epochs": 5}, "seeds": [1]},
    }
    assert differences(here, PAPER) == [
        Difference("mtm.seeds", [1], [1, 2]),
        Difference("mtm.training.epochs", 5, 1000),
        Difference("mtm.more", True, None),
        Difference("v1t.seed", 2, 1),
        Difference("new", 1, None),
    ]


@pytest.mark.parametrize("here", [{}, {"v1t": None}])
def test_what_is_left_out_is_told_once(here: dict) -> None:
    here = {**PAPER, "v1t": None} if here else {key: PAPER[key] for key in ("results", "mtm")}
    assert differences(here, PAPER) == [Difference("v1t", None, PAPER["v1t"])]
    assert differences(PAPER, here) == [Difference("v1t", PAPER["v1t"], None)]


def test_null_is_as_if_it_were_not_there() -> None:
    assert differences({"mtm": {"search": None}}, {"mtm": {}}) == []


@pytest.mark.parametrize("name", ["results", "data", "datasets"])
def test_folders_and_recordings_are_left_out(name: str) -> None:
    assert differences({name: "here"}, {name: {"ibl": "there"}}) == []
    assert differences({"mtm": {name: 1}}, {"mtm": {name: 2}}) == [Difference(f"mtm.{name}", 1, 2)]
