"""Groups, session ids and the files that they stand for."""

from pathlib import Path
from typing import Any

import pytest
from netCDF4 import Dataset as NetCDF

from neurodag.config import Dataset, SessionFiles, find_session_files, load_config
from neurodag.config.sources import IBLRecordings
from neurodag.errors import ConfigError, SessionError


def dataset(**sessions: Any) -> Dataset:
    return SessionFiles(source="files", folder="mice", sessions=sessions)


def write(path: Path, modality: str = "spikes") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with NetCDF(path, "w") as file:
        file.modality = modality
    return path


def test_groups_resolve_in_order_without_repeats() -> None:
    mice = dataset(first=["b", "a"], second=["c"])
    assert mice.session_ids() == ("b", "a", "c")
    assert mice.resolve(["second", "first", "a", "c"]) == ("c", "b", "a")


def test_study_sessions(settings: dict[str, Any]) -> None:
    config = load_config(settings)
    assert config.mtm.studies.ablation is not None
    assert config.study_sessions(config.mtm.studies.ablation) == ("a", "b")


def test_all_stands_for_what_is_found() -> None:
    mice = dataset(listed=["z"], every="all")
    assert mice.session_ids(["a", "z"]) == ("z", "a")
    assert mice.resolve(["every"], ["a", "z"]) == ("a", "z")
    assert mice.resolve(["a"], ["a", "z"]) == ("a",)
    with pytest.raises(ConfigError, match=r"mouse1 is neither .* Did you mean mouse_1\?"):
        mice.resolve(["mouse1"], ["mouse_1"])
    with pytest.raises(ConfigError, match=r"the dataset's folder .* holds no session file"):
        mice.resolve(["every"], [])


def test_listed_sessions_are_found_by_name_alone(tmp_path: Path) -> None:
    (tmp_path / "mice" / "lab").mkdir(parents=True)
    path = tmp_path / "mice" / "lab" / "a.nc"
    path.touch()  # not even NetCDF: what is listed is not opened
    (tmp_path / "mice" / "other.nc").touch()
    assert find_session_files(dataset(first=["a", "b"]), tmp_path) == {"a": path}


def test_all_takes_spikes_sessions_only(tmp_path: Path) -> None:
    b, a = write(tmp_path / "mice" / "b.nc"), write(tmp_path / "mice" / "deep" / "er" / "a.nc")
    write(tmp_path / "mice" / "c.nc", modality="images")
    found = find_session_files(dataset(every="all"), tmp_path)
    assert found == {"a": a, "b": b}
    assert list(found) == ["a", "b"]


def test_what_is_found_is_what_the_dataset_holds(tmp_path: Path) -> None:
    write(tmp_path / "mice" / "a.nc")
    picture = write(tmp_path / "mice" / "c.nc", modality="images")
    pictures = SessionFiles(
        source="files", folder="mice", holds="images", sessions={"every": "all"}
    )
    assert find_session_files(pictures, tmp_path) == {"c": picture}
    with pytest.raises(ConfigError, match="modality = images"):
        pictures.resolve(["every"])


def test_links_to_folders_are_followed(tmp_path: Path) -> None:
    write(tmp_path / "elsewhere" / "a.nc")
    (tmp_path / "mice").mkdir()
    (tmp_path / "mice" / "link").symlink_to(tmp_path / "elsewhere")
    assert find_session_files(dataset(every="all"), tmp_path) == {
        "a": tmp_path / "mice" / "link" / "a.nc"
    }


def test_two_files_of_one_session_are_told(tmp_path: Path) -> None:
    paths = [write(tmp_path / "mice" / folder / "a.nc") for folder in ("x", "y")]
    with pytest.raises(ConfigError, match="The session a has more than one file") as raised:
        find_session_files(dataset(first=["a"]), tmp_path)
    assert all(str(path) in str(raised.value) for path in paths)
    assert find_session_files(dataset(first=["b"]), tmp_path) == {}


def test_a_file_name_that_is_no_session_id_is_told(tmp_path: Path) -> None:
    write(tmp_path / "mice" / "my mouse.nc")
    with pytest.raises(ConfigError, match=r"my mouse\.nc is no session id"):
        find_session_files(dataset(every="all"), tmp_path)


def test_broken_files_are_told(tmp_path: Path) -> None:
    (tmp_path / "mice").mkdir()
    (tmp_path / "mice" / "a.nc").write_text("nothing")
    with pytest.raises(SessionError, match=r"a\.nc cannot be read as NetCDF"):
        find_session_files(dataset(every="all"), tmp_path)


def test_nothing_is_found_without_folder_or_source(tmp_path: Path) -> None:
    simulated = IBLRecordings(source="ibl", twin={}, sessions={"x": ["s"]})  # type: ignore
    assert find_session_files(simulated, tmp_path) == {}
    assert find_session_files(dataset(first=["a"]), tmp_path / "nowhere") == {}


def test_real_recordings_are_found(recordings: Path) -> None:
    everything = SessionFiles(source="files", folder=".", sessions={"every": "all"})
    found = find_session_files(everything, recordings)
    assert found
    assert all(path.stem == session for session, path in found.items())


def test_first_is_the_first_found_by_name(tmp_path: Path) -> None:
    for name in ("b", "a", "c"):
        write(tmp_path / "mice" / f"{name}.nc")
    some = dataset(one="first", every="all")
    found = find_session_files(some, tmp_path)
    assert some.resolve(["one"], found) == ("a",)
    assert some.resolve(["every"], found) == ("a", "b", "c")
