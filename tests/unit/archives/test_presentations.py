"""Frames, conditions and epochs of presentations."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from neurodag.archives.presentations import (
    condition_numbers,
    epoch_numbers,
    numbers_or_text,
    onset_frames,
)


def test_an_onset_falls_on_the_first_frame_at_or_after_it() -> None:
    frame_s = np.arange(100) / 30
    onset_s = np.array([-1.0, 0.0, 1 / 30, 0.1, 0.1001, frame_s[-1], 99.0])
    assert onset_frames(onset_s, frame_s).tolist() == [0, 0, 1, 3, 4, 99, 100]


def test_conditions_are_numbered_in_the_order_of_their_values() -> None:
    angle = np.array([90.0, 10.0, 9.0, np.nan, 10.0])
    side = np.array(["left", "right", "left", "left", "left"])
    assert condition_numbers([angle, side], 5).tolist() == [3, 2, 0, 4, 1]
    assert condition_numbers([], 5).tolist() == [0] * 5


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from("ab")), min_size=1, max_size=12))
def test_equal_combinations_and_no_others_have_equal_numbers(rows: list) -> None:
    numbers = condition_numbers([np.array(column) for column in zip(*rows, strict=True)], len(rows))
    assert dict(zip(rows, numbers, strict=True)) == {
        row: number for number, row in enumerate(sorted(set(rows)))
    }


def test_an_epoch_ends_at_a_long_pause_of_its_stimulus_alone() -> None:
    stimulus = np.array(["a", "b", "a", "a", "b", "b", "a"])
    start_s = np.array([0.0, 5.0, 10.0, 100.0, 104.0, 300.0, 301.0])
    epoch = epoch_numbers(stimulus, start_s, start_s + 1, longest_pause_s=98.0)
    assert epoch.tolist() == [0, 1, 0, 0, 1, 2, 3]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9)), min_size=1, max_size=20))
def test_epochs_are_those_of_a_walk_through_the_presentations(steps: list) -> None:
    stimulus = np.array([name for name, _ in steps])
    start_s = np.cumsum([pause for _, pause in steps]).astype(float)
    current: dict = {}
    expected, opened = [], 0
    for name, start in zip(stimulus, start_s, strict=True):
        if name not in current or start - current[name][1] > 7:
            current[name], opened = (opened, start), opened + 1
        current[name] = (current[name][0], start)
        expected.append(current[name][0])
    assert epoch_numbers(stimulus, start_s, start_s, 7.0).tolist() == expected


def test_cells_are_numbers_if_all_are() -> None:
    np.testing.assert_array_equal(numbers_or_text(["1", "", "2.5"]), [1, np.nan, 2.5])
    assert numbers_or_text(["1", "", "x"]).tolist() == ["1", "", "x"]
