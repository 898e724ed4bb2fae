"""Settings that are not those of the papers."""

import pytest

from neurodag.config import Config
from neurodag.report.differences import FOLDERS, Difference, differences
from tests.unit.status.conftest import SETTINGS

PAPER = {
    "studies": ["ablation"],
    "mtm": {"seeds": [1, 2], "training": {"epochs": 1000, "rate": 1e-3}, "search": None},
    "v1t": {"cohorts": {"mice": {"sessions": ["a"]}}, "seed": 1},
}


def test_equal_settings_do_not_differ() -> None:
    assert differences(PAPER, PAPER) == differences({}, {}) == []


def test_keys_come_in_the_order_of_the_paper_and_new_ones_last() -> None:
    here = {
        "new": 1,
        "studies": ["ablation"],
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
    here = {**PAPER, "v1t": None} if here else {key: PAPER[key] for key in ("studies", "mtm")}
    assert differences(here, PAPER) == [Difference("v1t", None, PAPER["v1t"])]
    assert differences(PAPER, here) == [Difference("v1t", PAPER["v1t"], None)]


def test_null_is_as_if_it_were_not_there() -> None:
    assert differences({"mtm": {"search": None}}, {"mtm": {}}) == []


def test_recordings_are_left_out() -> None:
    assert differences({"datasets": "here"}, {"datasets": {"ibl": "there"}}) == []
    here, there = {"mtm": {"datasets": 1}}, {"mtm": {"datasets": 2}}
    assert differences(here, there) == [Difference("mtm.datasets", 1, 2)]


def test_folders_of_the_users_machine_are_no_settings() -> None:
    dataset = {"source": "ibl", "folder": "/home/me/ibl", "sessions": {"few": ["a"]}}
    settings = {**SETTINGS, "results": "mine", "data": "mine", "datasets": {"ibl": dataset}}
    config = Config.model_validate({**settings, "mtm": {**SETTINGS["mtm"], "dataset": "ibl"}})
    shown = config.model_dump(mode="json", exclude=FOLDERS, exclude_none=True)
    assert "mine" not in str(shown)
    assert "/home/me" not in str(shown)
    assert shown["datasets"]["ibl"]["sessions"] == {"few": ["a"]}
