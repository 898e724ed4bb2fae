"""Windows of forecasts: what fits, and what is said of what does not."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from neurodag.config.forecast import ForecastNetwork, Windows

PAGE = (Path(__file__).parents[3] / "docs" / "forecasting.md").read_text()


def test_baseline_and_response_make_ten_patches_of_sixteen_frames():
    assert Windows().baseline_frames + Windows().response_frames == 10 * 16


def test_f0_comes_from_the_baseline():
    Windows(baseline_frames=60, f0_frames=60)
    with pytest.raises(ValidationError, match=r"f0_frames 61 is more than the 60 frames"):
        Windows(baseline_frames=60, f0_frames=61)


@pytest.mark.parametrize("settings", [{"active_frames": 65}, {"active_frames_of": {"dots": 65}}])
def test_activity_is_told_from_the_response(settings):
    with pytest.raises(ValidationError, match=r"is 65, which is more than the 64 frames"):
        Windows(**settings)


def test_no_stimulus_needs_frames_of_its_own():
    assert Windows(active_frames_of={}).active_frames == 15


def test_the_windows_of_the_page_are_valid_and_made_of_patches():
    settings, network = re.search(
        r"```json\n(.*?)```\n\nand `\"network\": (.*?)`", PAGE, re.DOTALL
    ).groups()
    windows = Windows.model_validate_json(settings)
    patch = ForecastNetwork.model_validate_json(network).patch
    assert windows.signal == "counts"
    assert windows.baseline_frames % patch == windows.response_frames % patch == 0
