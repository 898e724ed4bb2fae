"""Presentation tables of the Brain Observatory: conditions, epochs, and what is refused."""

import itertools
from pathlib import Path

import h5py
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurodag.archives.allen.conditions import (
    GRATINGS,
    first_condition,
    grating_grid,
    grating_numbers,
)
from neurodag.archives.allen.epochs import cut_epochs
from neurodag.archives.allen.presentations import presentation_table
from neurodag.config.archives.allen import STIMULI, AllenReader
from neurodag.errors import ArchiveError


def write(path: Path, stimuli: dict[str, dict[str, object]]) -> h5py.File:
    """A file with nothing but stimuli; text is stored as bytes."""
    file = h5py.File(path, "w")
    for stimulus, fields in stimuli.items():
        for field, values in fields.items():
            stored = np.array(values, dtype="S") if field == "features" else np.array(values)
            file[f"stimulus/presentation/{stimulus}/{field}"] = stored
    return file


def scenes(frames: list[float], onsets: list[int], length: int = 7) -> dict[str, object]:
    return {"data": frames, "frame_duration": [[onset, onset + length] for onset in onsets]}


def table_of(path: Path, shown: dict[str, dict[str, object]], **settings):
    with write(path / "x.nwb", shown) as file:
        return presentation_table(file, AllenReader(**settings), longest_gap=15)


def test_gratings_are_numbered_by_their_place_in_the_grid():
    for stimulus, parameters in GRATINGS.items():
        by_hand = list(itertools.product(*parameters.values()))
        np.testing.assert_array_equal(grating_grid(stimulus)[1:], by_hand)
        numbers = grating_numbers(stimulus, grating_grid(stimulus))
        assert numbers.tolist() == list(range(len(by_hand) + 1))


def test_grating_numbers_by_hand():
    drifting = np.array([[45, 2], [315, 15], [np.nan, np.nan], [44, 2], [45, np.nan]])
    assert grating_numbers("drifting_gratings", drifting).tolist() == [7, 40, 0, -1, -1]
    static = np.array([[0, 0.02, 0.25], [30, 0.32, 0.75]], dtype=np.float32)
    assert grating_numbers("static_gratings", static).tolist() == [2, 40]


def test_conditions_of_different_stimuli_never_meet():
    assert [first_condition(name) for name in STIMULI] == [10_000 * k for k in range(1, 7)]


@settings(max_examples=30)
@given(
    gaps=st.lists(st.lists(st.integers(0, 15), max_size=6), min_size=1, max_size=3),
    rest=st.integers(16, 500),
)
def test_epochs_are_cut_where_a_gap_is_too_long(gaps, rest):
    onset, block, start = [], [], 0
    for i, within in enumerate(gaps):
        onset += list(start + np.cumsum([0, *(7 + np.array(within, dtype=int))]))
        block += [i] * (len(within) + 1)
        start = onset[-1] + 7 + rest
    epoch, ignored = cut_epochs(np.array(onset), np.array(onset) + 7, 15, epochs=3)
    assert (epoch.tolist(), ignored) == (block, 0)


def test_dropped_frames_do_not_cut_when_there_would_be_too_many_epochs():
    onset = np.array([0, 7, 40, 47, 1000, 1007, 1040, 2000])
    epoch, ignored = cut_epochs(onset, onset + 7, 15, epochs=3)
    assert epoch.tolist() == [0, 0, 0, 0, 1, 1, 1, 2]
    assert ignored == 2


def test_of_equally_long_gaps_the_earlier_cut():
    onset = np.array([0, 100, 200, 300])
    assert cut_epochs(onset, onset, 15, epochs=2)[0].tolist() == [0, 1, 1, 1]
    assert cut_epochs(onset, onset, 15, epochs=1)[0].tolist() == [0, 0, 0, 0]


def test_stimuli_are_put_in_order_and_their_epochs_counted_together(tmp_path):
    table, remarks = table_of(
        tmp_path,
        {
            "natural_scenes_stimulus": scenes([5, -1, 117], [300, 308, 900]),
            "static_gratings": {
                "data": [[30, 0.04, 0.5], [np.nan] * 3],
                "features": ["orientation", "spatial_frequency", "phase"],
                "frame_duration": [[607, 614], [600, 607]],
            },
            "spontaneous_stimulus": {"data": [1, -1], "frame_duration": [[0, 9], [0, 9]]},
        },
    )
    assert table["onset_frame"].tolist() == [300, 600, 607, 900]
    assert table["condition"].tolist() == [30_005, 20_000, 20_027, 30_117]
    assert table["epoch"].tolist() == [0, 1, 1, 2]
    np.testing.assert_array_equal(table["orientation"], [np.nan, np.nan, 30, np.nan])
    np.testing.assert_array_equal(table["phase"], [np.nan, np.nan, 0.5, np.nan])
    assert remarks == {"stimuli_not_read": "spontaneous", "gaps_not_cut": "none"}


def test_a_blank_scene_counts_as_shown_when_epochs_are_cut(tmp_path):
    shown = scenes([1, -1, -1, 2], [0, 8, 15, 23])
    table, _ = table_of(tmp_path, {"natural_scenes_stimulus": shown})
    assert table["epoch"].tolist() == [0, 0]


def test_blank_sweeps_may_be_told_by_their_column(tmp_path):
    features = ["blank_sweep", "orientation", "temporal_frequency"]
    shown = {
        "data": [[0, 90, 4], [1, 0, 0]],
        "features": features,
        "frame_duration": [[0, 60], [90, 150]],
    }
    table, _ = table_of(tmp_path, {"drifting_gratings_stimulus": shown})
    assert table["condition"].tolist() == [10_013, 10_000]
    np.testing.assert_array_equal(table["temporal_frequency"], [4, np.nan])


def test_gaps_that_do_not_cut_are_remarked(tmp_path):
    shown = scenes([0, 1, 2, 3], [0, 100, 1000, 2000])
    _, remarks = table_of(tmp_path, {"natural_scenes": shown})
    assert remarks["gaps_not_cut"] == "natural_scenes: 1 of more than 15 frames"


def test_only_the_asked_stimuli_are_read(tmp_path):
    shown = {
        "natural_scenes_stimulus": scenes([1], [0]),
        "locally_sparse_noise_stimulus": scenes([8879], [100]),
    }
    table, remarks = table_of(tmp_path, shown, stimuli=("locally_sparse_noise",))
    assert table["condition"].tolist() == [48_879]
    assert remarks["stimuli_not_read"] == "natural_scenes"


GRATING = {
    "data": [[30, 0.04, 0.5]],
    "features": ["orientation", "spatial_frequency", "phase"],
    "frame_duration": [[0, 7]],
}


@pytest.mark.parametrize(
    ("stimuli", "message"),
    [
        ({}, r"holds no presentation of drifting_gratings.* \(it has nothing\)"),
        ({"natural_scenes_stimulus": scenes([-1], [0])}, r"no presentation .*natural_scenes\)"),
        ({"checkerboard_stimulus": scenes([1], [0])}, "checkerboard_stimulus is no stimulus of"),
        (
            {"natural_scenes_stimulus": scenes([1, 10_000], [0, 8])},
            r"natural_scenes_stimulus/data has 10000 in presentation 1 .*a frame from -1 to 9999",
        ),
        (
            {"natural_scenes_stimulus": scenes([np.nan], [0])},
            r"data has nan in presentation 0 .*no condition of natural_scenes",
        ),
        (
            {"static_gratings_stimulus": GRATING | {"data": [[31, 0.04, 0.5]]}},
            r"data has .* no condition of static_gratings: orientation must be one of 0, 30, ",
        ),
        (
            {"static_gratings_stimulus": GRATING | {"features": ["orientation", "sf", "phase"]}},
            r"features names orientation, sf, phase for data .*orientation, spatial_frequency",
        ),
        (
            {"static_gratings_stimulus": GRATING | {"data": [[30, 0.04]]}},
            r"features names orientation, .* shape \(1, 2\)",
        ),
        (
            {"natural_scenes_stimulus": {"data": [1, 2], "frame_duration": [[0, 7]]}},
            r"frame_duration has the shape \(1, 2\), but must have \(2, 2\)",
        ),
        (
            {"natural_scenes_stimulus": {"data": [1], "frame_duration": [[8, 1]]}},
            r"frame_duration lets presentation 0 .* last from frame 8 to 1",
        ),
        (
            {"natural_scenes_stimulus": {"data": [1], "frame_duration": [[0.0, np.nan]]}},
            r"frame_duration lets presentation 0 .* last from frame 0.0 to nan",
        ),
        (
            {"natural_scenes_stimulus": {"data": [1]}},
            "has no dataset stimulus/presentation/natural_scenes_stimulus/frame_duration",
        ),
        (
            {
                "natural_scenes_stimulus": scenes([1], [50]),
                "locally_sparse_noise_stimulus": scenes([1], [50]),
            },
            "of natural_scenes and locally_sparse_noise, begin at frame 50 in frame_duration",
        ),
    ],
)
def test_a_damaged_table_is_refused(tmp_path, stimuli, message):
    with pytest.raises(ArchiveError, match=message) as error:
        table_of(tmp_path, stimuli)
    assert str(tmp_path / "x.nwb") in str(error.value)
