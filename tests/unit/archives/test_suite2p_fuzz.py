"""A damaged folder gives the session that its unharmed parts determine, or an error of ours.

Damage is done to the structure: a flipped bit among the numbers of F.npy is another measurement,
which nothing can tell.
"""

import shutil
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from neurodag.archives.suite2p.read import read_session
from neurodag.config.archives.suite2p import Suite2pReader
from neurodag.errors import NeurodagError
from neurodag.sessions import save_session
from tests.unit.archives.suite2p_folder import write_session

READER = Suite2pReader(frame_rate_hz=10.0)
NUMBERS = ("F.npy", "Fneu.npy", "iscell.npy")
FILES = (*NUMBERS, "stimulus.csv")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("suite2p")
    write_session(folder, "m1")
    return folder


def outcome(folder: Path) -> xr.Dataset | NeurodagError:
    """A valid session that can be saved, or an error of ours; any other error fails the test."""
    try:
        session = read_session(folder, "m1", READER)
    except NeurodagError as error:
        return error
    save_session(session, folder / "m1.nc")
    return session


def damaged(whole: Path, name: str, content: bytes | None) -> Path:
    """A copy of the archive with another content of one file, or without the file."""
    folder = whole.parent / "damaged"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(whole, folder)
    (folder / "m1" / name).unlink()
    if content is not None:
        (folder / "m1" / name).write_bytes(content)
    return folder


@settings(max_examples=30, deadline=None)
@given(name=st.sampled_from(FILES), share=st.floats(0, 1, exclude_max=True))
def test_a_truncated_file_never_makes_another_recording(
    whole: Path, name: str, share: float
) -> None:
    content = (whole / "m1" / name).read_bytes()
    folder = damaged(whole, name, content[: int(share * len(content))])
    if name in NUMBERS:
        with pytest.raises(NeurodagError, match=name):
            read_session(folder, "m1", READER)
        return
    session = outcome(folder)
    if isinstance(session, NeurodagError):
        assert name in str(session)
    else:  # a table that ends early is a table with fewer lines
        expected = read_session(whole, "m1", READER)
        shown = session.sizes["presentation"]
        np.testing.assert_array_equal(
            session["onset_frame"][:-1], expected["onset_frame"][: shown - 1]
        )
        assert session["fluorescence"].equals(expected["fluorescence"])


@settings(max_examples=30, deadline=None)
@given(name=st.sampled_from(NUMBERS), position=st.integers(0, 127), bit=st.integers(0, 7))
def test_a_bit_flipped_in_a_header_keeps_units_and_frames_or_is_an_error(
    whole: Path, name: str, position: int, bit: int
) -> None:
    content = bytearray((whole / "m1" / name).read_bytes())
    content[position] ^= 1 << bit
    session = outcome(damaged(whole, name, bytes(content)))
    if isinstance(session, NeurodagError):
        assert "m1" in str(session)
    else:
        assert session.sizes["frame"] == 800
        assert name == "iscell.npy" or session["unit"].values.tolist() == ["plane0_0", "plane0_2"]


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_a_table_of_anything_is_a_session_or_an_error(whole: Path, data: st.DataObject) -> None:
    lines = (whole / "m1" / "stimulus.csv").read_text().splitlines()
    cells = [line.split(",") for line in lines]
    row, column = data.draw(st.integers(0, 4)), data.draw(st.integers(0, 3))
    cells[row][column] = data.draw(st.text(max_size=8) | st.sampled_from(["nan", "-1", "1e9", ""]))
    content = "\n".join(",".join(line) for line in cells).encode("utf-8", errors="surrogatepass")
    session = outcome(damaged(whole, "stimulus.csv", content))
    if isinstance(session, NeurodagError):
        assert "stimulus.csv" in str(session)


@pytest.mark.parametrize("name", FILES)
def test_a_deleted_file_is_named(whole: Path, name: str) -> None:
    with pytest.raises(NeurodagError, match=name):
        read_session(damaged(whole, name, None), "m1", READER)
