"""Fluorescence and presentations of an NWB file become a session, as the settings say."""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from neurodag.archives.nwb import calcium as calcium_module
from neurodag.archives.nwb.read import read_session
from neurodag.config.archives.nwb import NWBReader
from neurodag.errors import ArchiveError
from neurodag.sessions import validate

pytest.importorskip("pynwb", reason="pynwb is not installed (pip install neurodag[nwb])")
from tests.unit.archives.nwb_files import add_intervals, calcium_file, empty_file, write

FLUORESCENCE = np.random.default_rng(0).normal(100, 10, (200, 3))
"""Twenty seconds at 10 Hz."""


def reader(unit_filter: dict | None = None, **calcium: object) -> NWBReader:
    return NWBReader.model_validate(
        {"modality": "calcium", "unit_filter": unit_filter or {}, "calcium": calcium}
    )


def read(folder: Path, nwb: object, settings: NWBReader) -> xr.Dataset:
    write(nwb, folder / "m1.nwb")
    session = read_session(folder, "m1", settings)
    validate(session, "m1")
    return session


def refused(folder: Path, nwb: object, settings: NWBReader) -> str:
    path = write(nwb, folder / "m1.nwb")
    with pytest.raises(ArchiveError) as raised:
        read_session(folder, "m1", settings)
    assert str(path) in str(raised.value)
    return str(raised.value)


@pytest.mark.parametrize(
    "clock", [{"rate": 10.0, "starting_time": 3.0}, {"timestamps": 3.0 + np.arange(200) / 10}]
)
def test_fluorescence_and_onsets_are_on_one_clock(tmp_path: Path, clock: dict) -> None:
    nwb = calcium_file(FLUORESCENCE, **clock)
    add_intervals(nwb, "gratings_presentations", np.array([3.0, 4.04, 22.9]))
    session = read(tmp_path, nwb, reader())
    np.testing.assert_array_equal(session["fluorescence"], FLUORESCENCE.astype("float32"))
    assert session["onset_frame"].values.tolist() == [0, 11, 199]
    assert session["stimulus"].values.tolist() == ["gratings"] * 3
    assert session["unit"].values.tolist() == [7, 8, 9]
    assert session.attrs["frame_rate_hz"] == pytest.approx(10.0)


def test_block_by_block_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nwb = calcium_file(FLUORESCENCE)
    add_intervals(nwb, "gratings_presentations", np.array([1.0, 2.0]))
    whole = read(tmp_path, nwb, reader())
    monkeypatch.setattr(calcium_module, "_BLOCK_VALUES", 21)
    assert read_session(tmp_path, "m1", reader()).identical(whole)


def test_presentations_outside_the_recording_are_left_out_and_counted(tmp_path: Path) -> None:
    nwb = calcium_file(FLUORESCENCE, rate=10.0, starting_time=3.0)
    add_intervals(nwb, "gratings_presentations", np.array([1.0, 5.0, 30.0]))
    session = read(tmp_path, nwb, reader())
    assert session["onset_frame"].values.tolist() == [20]
    assert session.attrs["left_out_presentations"] == 2


def test_the_filter_keeps_rois_with_the_values_that_it_allows(tmp_path: Path) -> None:
    nwb = calcium_file(FLUORESCENCE, accepted=(True, False, True))
    add_intervals(nwb, "gratings_presentations", np.array([1.0]))
    session = read(tmp_path, nwb, reader({"accepted": [True]}))
    assert session["unit"].values.tolist() == [7, 9]
    np.testing.assert_array_equal(session["fluorescence"], FLUORESCENCE[:, [0, 2]].astype("f4"))


def test_tables_of_presentations_are_merged_in_order_of_time(tmp_path: Path) -> None:
    nwb = calcium_file(FLUORESCENCE)
    add_intervals(
        nwb, "gratings_presentations", np.array([1.0, 5.0, 15.0]), angle=[90.0, 0.0, 90.0]
    )
    add_intervals(nwb, "movie_presentations", np.array([3.0]))
    add_intervals(nwb, "licks", np.array([4.0]))
    session = read(tmp_path, nwb, reader(condition_columns=["angle"], epoch_gap_s=5.0))
    assert session["stimulus"].values.tolist() == ["gratings", "movie", "gratings", "gratings"]
    assert session["condition"].values.tolist() == [1, 2, 0, 1]  # the movie has no angle
    np.testing.assert_array_equal(session["angle"], [90, np.nan, 0, 90])
    # Pauses are counted from stop to start: 3 s, then 9 s.
    assert session["epoch"].values.tolist() == [0, 1, 0, 2]


def test_names_of_stimuli_may_be_in_a_column(tmp_path: Path) -> None:
    nwb = calcium_file(FLUORESCENCE)
    add_intervals(nwb, "shown", np.array([1.0, 2.0]), what=["Ä", "b"], condition=["x", "y"])
    settings = reader(stimulus_column="what", condition_columns=["condition"])
    session = read(tmp_path, nwb, settings)
    assert session["stimulus"].values.tolist() == ["Ä", "b"]
    assert session["condition"].values.tolist() == [0, 1]
    assert session["condition_in_file"].values.tolist() == ["x", "y"]


def test_the_only_stimulus_may_be_named_in_the_settings(tmp_path: Path) -> None:
    nwb = calcium_file(FLUORESCENCE)
    add_intervals(nwb, "shown", np.array([1.0, 2.0]))
    session = read(tmp_path, nwb, reader(stimulus="gratings"))
    assert session["stimulus"].values.tolist() == ["gratings"] * 2


def test_one_of_several_series_is_named_by_the_end_of_its_path(tmp_path: Path) -> None:
    nwb = calcium_file(FLUORESCENCE, names=("raw", "dff"))
    add_intervals(nwb, "gratings_presentations", np.array([1.0]))
    session = read(tmp_path, nwb, reader(series="Fluorescence/dff"))
    assert session["fluorescence"].attrs["comment"] == "processing/ophys/Fluorescence/dff"
    said = refused(tmp_path, calcium_file(FLUORESCENCE, names=("raw", "dff")), reader())
    assert "has 2 series of the type RoiResponseSeries, where one is meant." in said
    assert "processing/ophys/Fluorescence/dff, processing/ophys/Fluorescence/raw." in said


def test_intervals_that_are_not_clear_must_be_named(tmp_path: Path) -> None:
    def two_tables() -> object:
        nwb = calcium_file(FLUORESCENCE)
        add_intervals(nwb, "shown", np.array([1.0]))
        add_intervals(nwb, "licks", np.array([2.0]))
        return nwb

    assert "does not say by their names which intervals" in refused(
        tmp_path, two_tables(), reader()
    )
    said = refused(tmp_path, two_tables(), reader(intervals=["shown_"]))
    assert "has no table of intervals shown_" in said
    assert "the file has licks, shown." in said
    assert read(tmp_path, two_tables(), reader(intervals=["shown"]))["stimulus"] == "shown"


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"condition_columns": ["angel"]}, "has no column angel. Did you mean 'angle'?"),
        ({"stimulus_column": "name"}, "the table shown has no column name. It has angle,"),
        ({"series": "df"}, "has no RoiResponseSeries df."),
    ],
)
def test_what_is_not_there_is_said_with_what_is(tmp_path: Path, settings: dict, said: str) -> None:
    nwb = calcium_file(FLUORESCENCE)
    add_intervals(nwb, "shown", np.array([1.0]), angle=[0.0])
    assert said in refused(tmp_path, nwb, reader(**settings))


def test_a_file_of_spikes_has_no_fluorescence(tmp_path: Path) -> None:
    said = refused(tmp_path, empty_file(), reader())
    assert "has 0 series of the type RoiResponseSeries" in said
    assert "The file has nothing." in said


def test_fluorescence_must_be_finite(tmp_path: Path) -> None:
    broken = FLUORESCENCE.copy()
    broken[50, 1] = np.nan
    nwb = calcium_file(broken)
    add_intervals(nwb, "shown", np.array([1.0]))
    assert "Fluorescence/dff, in the frames from 0" in refused(tmp_path, nwb, reader())


def test_onsets_must_be_finite(tmp_path: Path) -> None:
    nwb = calcium_file(FLUORESCENCE)
    add_intervals(nwb, "shown", np.array([1.0, np.nan]))
    assert "the column shown.start_time has 1 values" in refused(tmp_path, nwb, reader())


def test_two_presentations_cannot_begin_with_one_frame(tmp_path: Path) -> None:
    nwb = calcium_file(FLUORESCENCE)
    add_intervals(nwb, "shown", np.array([1.01, 1.02]))
    said = refused(tmp_path, nwb, reader())
    assert "the first frame of the presentations, in order, must ascend" in said


def test_presentations_must_be_during_the_recording(tmp_path: Path) -> None:
    nwb = calcium_file(FLUORESCENCE)
    add_intervals(nwb, "shown", np.array([100.0]))
    assert "all presentations lie outside" in refused(tmp_path, nwb, reader())
