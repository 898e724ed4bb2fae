"""Files that are not there, not NWB 2, or damaged, are refused in a sentence."""

import contextlib
import sys
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from neurodag.archives.nwb.files import session_files
from neurodag.archives.nwb.opening import open_nwb
from neurodag.archives.nwb.read import read_session
from neurodag.config.archives.nwb import NWBReader
from neurodag.errors import ArchiveError, NeurodagError
from neurodag.sessions import validate

pytest.importorskip("pynwb", reason="pynwb is not installed (pip install neurodag[nwb])")
import h5py

from tests.unit.archives.nwb_files import add_trace, spikes_file, write

READER = NWBReader.model_validate({"spikes": {"traces": {"wheel_speed": "wheel"}}})


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nwb")
    trains = [np.arange(0.0, 30.0, 0.1), np.arange(0.05, 30.0, 0.3)]
    nwb = spikes_file(trains, np.array([5.0, 15.0]))
    add_trace(nwb, "wheel", np.zeros(300), rate=10.0)
    write(nwb, folder / "m1.nwb")
    return folder


@pytest.fixture(scope="module")
def expected(whole: Path) -> xr.Dataset:
    return read_session(whole, "m1", READER)


def test_a_session_is_found_in_subfolders_and_through_links(whole: Path, tmp_path: Path) -> None:
    (tmp_path / "sub-1").symlink_to(whole)
    assert session_files(tmp_path, "m1") == [tmp_path / "sub-1" / "m1.nwb"]


def test_a_session_that_is_not_there_is_named_with_the_nearest(whole: Path, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"no m11\.nwb in .* Did you mean 'm1'"):
        session_files(whole, "m11")
    with pytest.raises(ArchiveError, match=r"no m2\.nwb in .* or below\.$"):
        session_files(tmp_path, "m2")


def test_a_session_with_two_files_is_refused(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "m1.nwb").touch()
    with pytest.raises(ArchiveError, match=r"more than one file: .*a/m1\.nwb, .*b/m1\.nwb"):
        session_files(tmp_path, "m1")


def test_without_pynwb_the_error_says_how_to_install_it(
    whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pynwb", None)
    with (
        pytest.raises(ArchiveError, match=r"pip install 'neurodag\[nwb\]'"),
        open_nwb(whole / "m1.nwb"),
    ):
        pass


def test_a_file_of_nwb_1_is_refused(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "m1.nwb", "w") as file:
        file["nwb_version"] = "NWB-1.0.6"
    with pytest.raises(ArchiveError, match=r"m1\.nwb is of NWB version NWB-1\.0\.6; it must be of"):
        read_session(tmp_path, "m1", READER)


def test_hdf5_without_a_version_is_refused(tmp_path: Path) -> None:
    h5py.File(tmp_path / "m1.nwb", "w").close()
    with pytest.raises(ArchiveError, match=r"m1\.nwb is HDF5, but not NWB"):
        read_session(tmp_path, "m1", READER)


@pytest.mark.parametrize("content", [b"", b"not HDF5 at all"])
def test_another_format_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m1.nwb").write_bytes(content)
    with pytest.raises(ArchiveError, match=r"m1\.nwb cannot be read as NWB \(OSError"):
        read_session(tmp_path, "m1", READER)


@settings(max_examples=10, deadline=None)
@given(share=st.floats(0, 1, exclude_max=True))
def test_a_truncated_file_is_refused(
    whole: Path, tmp_path_factory: pytest.TempPathFactory, share: float
) -> None:
    folder = tmp_path_factory.mktemp("cut")
    content = (whole / "m1.nwb").read_bytes()
    (folder / "m1.nwb").write_bytes(content[: int(share * len(content))])
    with pytest.raises(ArchiveError, match=r"m1\.nwb cannot be read as NWB"):
        read_session(folder, "m1", READER)


def _paths(file: Path) -> list[str]:
    with h5py.File(file) as hdf5:
        found: list[str] = []
        hdf5.visit(found.append)
    return [path for path in found if not path.endswith("/id")]  # pynwb numbers rows without ids


@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_a_file_without_one_of_its_parts_is_the_same_session_or_an_error(
    whole: Path,
    expected: xr.Dataset,
    tmp_path_factory: pytest.TempPathFactory,
    data: st.DataObject,
) -> None:
    """Whatever is deleted or cut short, counts and ids stay, or an error says what is missing."""
    folder = tmp_path_factory.mktemp("part")
    copy = folder / "m1.nwb"
    copy.write_bytes((whole / "m1.nwb").read_bytes())
    part = data.draw(st.sampled_from(_paths(copy)))
    with h5py.File(copy, "r+") as hdf5:
        attributes, shape = dict(hdf5[part].attrs), getattr(hdf5[part], "shape", ())
        values = hdf5[part][: shape[0] // 2] if shape and data.draw(st.booleans()) else None
        del hdf5[part]
        if values is not None:
            hdf5[part] = values
            hdf5[part].attrs.update(attributes)
    with contextlib.suppress(NeurodagError):
        session = read_session(folder, "m1", READER)
        validate(session, "part")
        for name in ("spike_count", "unit", "trial_id"):
            assert session[name].equals(expected[name])


@settings(max_examples=15, deadline=None)
@given(position=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_flipped_bit_keeps_the_shape_or_is_an_error(
    whole: Path, tmp_path_factory: pytest.TempPathFactory, position: float, bit: int
) -> None:
    """A bit of a number makes another number, which nothing can tell; units and bins must stay."""
    folder = tmp_path_factory.mktemp("flip")
    content = bytearray((whole / "m1.nwb").read_bytes())
    content[int(position * len(content))] ^= 1 << bit
    (folder / "m1.nwb").write_bytes(content)
    with contextlib.suppress(NeurodagError):
        session = read_session(folder, "m1", READER)
        validate(session, "flip")
        assert session.sizes["unit"] == 2
        assert session.sizes["time"] == 100


@pytest.mark.parametrize(
    ("given_settings", "said"),
    [
        ({"modality": "images"}, "modality"),
        ({"spikes": {"choice_column": "choice"}}, "give both or none"),
        ({"spikes": {"choice_values": {"left": -1}}}, "give both or none"),
        ({"spikes": {"choice_column": "c", "choice_values": {"left": 2}}}, "choice_values.left"),
        ({"spikes": {"traces": {"tail_speed": "x"}}}, "traces.tail_speed"),
        ({"spikes": {"bin_width_s": 0}}, "bin_width_s"),
        ({"calcium": {"stimulus": "a", "stimulus_column": "b"}}, "give one"),
        ({"unit_filter": {"quality": []}}, "unit_filter.quality"),
    ],
)
def test_settings_that_mean_nothing_are_refused(given_settings: dict, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        NWBReader.model_validate(given_settings)


def test_values_of_columns_may_be_numbers_and_truth_values_in_settings() -> None:
    reader = NWBReader.model_validate(
        {
            "unit_filter": {"quality": ["good", 1, 2.5, True]},
            "spikes": {"choice_column": "choice", "choice_values": {1.0: -1, False: 1}},
        }
    )
    assert reader.unit_filter == {"quality": ("good", "1", "2.5", "true")}
    assert reader.spikes.choice_values == {"1": -1, "false": 1}
    assert NWBReader.model_validate_json(reader.model_dump_json()) == reader
