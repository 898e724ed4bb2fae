"""A session of Suite2p: the cells of all planes, less their neuropil, and what was shown."""

from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from neurodag.archives.suite2p import planes as planes_module
from neurodag.archives.suite2p.files import session_files
from neurodag.archives.suite2p.read import read_session
from neurodag.config.archives.suite2p import Suite2pReader
from neurodag.errors import ArchiveError
from neurodag.sessions import add_split, validate
from tests.unit.archives.suite2p_folder import write_plane, write_session

READER = Suite2pReader(frame_rate_hz=10.0)


def test_fluorescence_is_that_of_the_cells_less_their_neuropil(tmp_path: Path) -> None:
    traces, neuropil = write_plane(tmp_path / "m1")
    write_session(tmp_path, "m1")
    session = read_session(tmp_path, "m1", READER)
    validate(session, "m1")
    expected = (traces - np.float32(0.7) * neuropil)[[0, 2]].T
    np.testing.assert_allclose(session["fluorescence"], expected, rtol=1e-6)
    assert session["fluorescence"].dtype == "float32"
    assert session["unit"].values.tolist() == ["plane0_0", "plane0_2"]
    assert session.attrs["session_id"] == "m1"
    assert session.attrs["frame_rate_hz"] == 10.0
    assert session["fluorescence"].attrs["long_name"] == "fluorescence of the unit"


def test_presentations_are_those_of_the_table(tmp_path: Path) -> None:
    write_session(tmp_path, "m1")
    session = read_session(tmp_path, "m1", READER)
    assert session["onset_frame"].values.tolist() == [10, 20, 30, 705]
    assert session["condition"].values.tolist() == [2, 1, 0, 2]  # by orientation, then contrast
    assert session["orientation"].values.tolist() == [90, 0, 0, 90]
    assert session["epoch"].values.tolist() == [0, 0, 0, 1]  # more than a minute lies between
    halves = add_split(session, seed=0, fractions=(0.5, 0, 0.5))["split"].values
    assert len(set(halves[:3])) == 1
    assert halves[3] != halves[0]


def test_planes_are_merged_in_order_and_cut_to_the_shortest(tmp_path: Path) -> None:
    session_folder = write_session(tmp_path, "m1")
    for name in ("F.npy", "Fneu.npy", "iscell.npy"):
        (session_folder / name).unlink()
    first, _ = write_plane(session_folder / "suite2p" / "plane2", frames=800, cells=(1,), seed=1)
    last, _ = write_plane(session_folder / "suite2p" / "plane10", frames=799, cells=(3,), seed=2)
    write_plane(session_folder / "suite2p" / "combined")
    reader = Suite2pReader(frame_rate_hz=10.0, neuropil_coefficient=0.0)
    session = read_session(tmp_path, "m1", reader)
    assert session["unit"].values.tolist() == ["plane2_1", "plane10_3"]
    np.testing.assert_array_equal(
        session["fluorescence"], np.stack([first[1, :799], last[3]], axis=1)
    )
    assert len(session_files(tmp_path, "m1")) == 7


def test_block_by_block_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_session(tmp_path, "m1")
    whole = read_session(tmp_path, "m1", READER)
    monkeypatch.setattr(planes_module, "_BLOCK_VALUES", 1)
    assert read_session(tmp_path, "m1", READER).identical(whole)


def test_cells_below_the_probability_are_left_out(tmp_path: Path) -> None:
    session_folder = write_session(tmp_path, "m1")
    is_cell = np.load(session_folder / "iscell.npy")
    is_cell[2, 1] = 0.6
    np.save(session_folder / "iscell.npy", is_cell)
    session = read_session(tmp_path, "m1", READER.model_copy(update={"cell_probability": 0.8}))
    assert session["unit"].values.tolist() == ["plane0_0"]
    np.testing.assert_allclose(session["cell_probability"], [0.9])


def test_pickled_options_are_not_read(tmp_path: Path) -> None:
    session_folder = write_session(tmp_path, "m1")
    (session_folder / "ops.npy").write_bytes(b"no pickle at all")
    read_session(tmp_path, "m1", READER)


def test_the_frame_rate_must_be_given() -> None:
    with pytest.raises(ValidationError, match="frame_rate_hz"):
        Suite2pReader()


def test_a_session_that_is_not_there_is_named_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no folder for the session m1"):
        read_session(tmp_path, "m1", READER)
    write_session(tmp_path, "mouse_1")
    with pytest.raises(ArchiveError, match="Did you mean 'mouse_1'"):
        session_files(tmp_path, "mouse_2")


@pytest.mark.parametrize("name", ["F.npy", "Fneu.npy", "iscell.npy", "stimulus.csv"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    (write_session(tmp_path, "m1") / name).unlink()
    with pytest.raises(ArchiveError, match=f"{name} is missing"):
        read_session(tmp_path, "m1", READER)


def test_files_of_different_runs_do_not_fit(tmp_path: Path) -> None:
    session_folder = write_session(tmp_path, "m1")
    np.save(session_folder / "Fneu.npy", np.zeros((4, 799), "float32"))
    with pytest.raises(ArchiveError, match=r"Fneu\.npy has the shape \(4, 799\), but F\.npy"):
        read_session(tmp_path, "m1", READER)
    write_plane(session_folder)
    np.save(session_folder / "iscell.npy", np.ones((3, 2)))
    with pytest.raises(ArchiveError, match=r"iscell\.npy has the shape \(3, 2\).* has 4 ROIs"):
        read_session(tmp_path, "m1", READER)


def test_planes_of_different_recordings_do_not_fit(tmp_path: Path) -> None:
    session_folder = write_session(tmp_path, "m1")
    write_plane(session_folder / "suite2p" / "plane0", frames=800)
    write_plane(session_folder / "suite2p" / "plane1", frames=700)
    with pytest.raises(ArchiveError, match=r"plane0/F\.npy has 800, .*plane1/F\.npy has 700"):
        read_session(tmp_path, "m1", READER)


@pytest.mark.parametrize("name", ["F.npy", "Fneu.npy"])
def test_traces_of_cells_must_be_finite(tmp_path: Path, name: str) -> None:
    session_folder = write_session(tmp_path, "m1")
    array = np.load(session_folder / name)
    array[1] = np.nan  # no cell, so of no account
    np.save(session_folder / name, array)
    read_session(tmp_path, "m1", READER)
    array[2, 5] = np.inf
    np.save(session_folder / name, array)
    with pytest.raises(ArchiveError, match=rf"{name} is inf at ROI 2, frame 5"):
        read_session(tmp_path, "m1", READER)


def test_marks_of_cells_must_be_0_or_1(tmp_path: Path) -> None:
    session_folder = write_session(tmp_path, "m1")
    np.save(session_folder / "iscell.npy", np.full((4, 2), 0.5))
    with pytest.raises(ArchiveError, match=r"iscell\.npy must hold 0 or 1 in its first column"):
        read_session(tmp_path, "m1", READER)


def test_a_session_needs_cells(tmp_path: Path) -> None:
    write_session(tmp_path, "m1")
    with pytest.raises(
        ArchiveError, match=r"has no cells: iscell\.npy marks none .* 0\.95 or more"
    ):
        read_session(tmp_path, "m1", READER.model_copy(update={"cell_probability": 0.95}))


def test_a_recording_needs_frames(tmp_path: Path) -> None:
    write_plane(write_session(tmp_path, "m1"), frames=0)
    with pytest.raises(ArchiveError, match="at least one"):
        read_session(tmp_path, "m1", READER)
