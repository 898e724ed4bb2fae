"""A scan is found by its id, and never another one."""

import shutil
from pathlib import Path

import pytest

from neurodag.archives.sensorium.files import find_scan, session_files
from neurodag.errors import ArchiveError

HASH = "94c6ff995dac583098847cfecd43e7b6"
NAME = f"static21067-10-18-GrayImageNet-{HASH}"


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    scan = tmp_path / NAME
    for name in ("data/images/0.npy", "meta/trials/tiers.npy"):
        (scan / name).parent.mkdir(parents=True)
        (scan / name).touch()
    return scan


@pytest.mark.parametrize("session_id", ["21067-10-18", "static21067-10-18", NAME, NAME[6:]])
def test_a_scan_is_found_by_its_id_and_by_its_whole_name(scan, session_id):
    assert find_scan(scan.parent, session_id) == scan


@pytest.mark.parametrize("session_id", ["21067-10", "21067-10-1", "1067-10-18", "10-18", "", ".*"])
def test_a_part_of_an_id_is_no_id(scan, session_id):
    with pytest.raises(ArchiveError, match="holds no session"):
        find_scan(scan.parent, session_id)


def test_the_nearest_name_is_a_hint(scan):
    with pytest.raises(
        ArchiveError, match=rf"no session 21067-10-81.*nearest name there is {NAME}"
    ):
        find_scan(scan.parent, "21067-10-81")


def test_files_of_a_folder_are_all_its_arrays_sorted(scan):
    (scan / "LICENSE").touch()
    assert session_files(scan.parent, "21067-10-18") == [
        scan / "data" / "images" / "0.npy",
        scan / "meta" / "trials" / "tiers.npy",
    ]


def test_the_file_of_a_zip_is_the_zip(tmp_path):
    (tmp_path / f"{NAME}.zip").touch()
    assert session_files(tmp_path, "21067-10-18") == [tmp_path / f"{NAME}.zip"]


def test_a_folder_goes_before_the_zip_that_it_was_unpacked_from(scan):
    scan.with_name(f"{NAME}.zip").touch()
    assert find_scan(scan.parent, "21067-10-18") == scan


def test_two_recordings_of_one_id_are_ambiguous(scan):
    other = f"static21067-10-18-ColorImageNet-{HASH}"
    shutil.copytree(scan, scan.with_name(other))
    with pytest.raises(
        ArchiveError, match=rf"2 recordings of session 21067-10-18: {other}, {NAME}"
    ):
        find_scan(scan.parent, "21067-10-18")
    assert find_scan(scan.parent, NAME) == scan


def test_names_beyond_ascii_are_found(tmp_path):
    scan = tmp_path / f"staticмышь-1-GrayImageNet-{HASH}"
    scan.mkdir()
    assert find_scan(tmp_path, "мышь-1") == scan


def test_an_empty_folder_holds_no_session(tmp_path):
    with pytest.raises(ArchiveError, match=r"holds no session 1-2-3.*nor a zip of that name\.$"):
        session_files(tmp_path, "1-2-3")


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ArchiveError, match="nowhere is not a folder"):
        session_files(tmp_path / "nowhere", "1-2-3")
