"""A damaged recording is refused in a sentence that names the file, or read as far as it goes."""

import shutil

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from neurodag.archives.ibl.files import session_files
from neurodag.archives.ibl.read import read_session
from neurodag.config.archives.ibl import IBLReader
from neurodag.errors import ArchiveError, NeurodagError
from neurodag.sessions import validate
from tests.unit.archives.ibl_twins import (
    SESSION,
    TABLE,
    alf_of,
    edit_array,
    edit_trials,
    write_twin,
)

SORTING = "probe01/pykilosort"


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ibl")
    write_twin(folder)
    return folder


@pytest.fixture
def folder(archive, tmp_path):
    return shutil.copytree(archive, tmp_path / "copy")


def read(folder) -> xr.Dataset:
    return read_session(folder, SESSION, IBLReader())


def cut(path) -> None:
    path.write_bytes(path.read_bytes()[:-5])


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("spikes.times.npy", {"at": 7, "to": np.nan}, "not finite"),
        ("spikes.times.npy", {"at": 7, "to": 0.0}, "must ascend, but 0.0 at position 7"),
        ("spikes.times.npy", {"by": np.zeros((4, 2))}, r"2 dimensions \(shape \(4, 2\)\)"),
        ("spikes.times.npy", {"by": np.arange(4)}, "int64, but must hold real numbers"),
        ("spikes.times.npy", {"by": np.arange(4.0)}, "spikes.clusters.npy has"),
        ("spikes.clusters.npy", {"at": 3, "to": 2}, r"has 2 at position 3.*has 2 entries"),
        ("spikes.clusters.npy", {"by": np.zeros(3)}, "must hold integers"),
        ("clusters.channels.npy", {"at": 1, "to": 384}, "has 384 at position 1.*384 entries"),
        ("clusters.channels.npy", {"at": 1, "to": -1}, "has -1 at position 1"),
        ("channels.brainLocationIds_ccf_2017.npy", {"at": slice(None), "to": 5}, "has the id 5"),
    ],
)
def test_probe_that_cannot_be_right_is_refused(folder, name, change, message):
    path = alf_of(folder) / SORTING / name
    edit_array(path, **change)
    with pytest.raises(ArchiveError, match=message) as refused:
        read(folder)
    assert str(path) in str(refused.value)


@pytest.mark.parametrize(
    "file", ["spikes.times.npy", "spikes.clusters.npy", "clusters.channels.npy"]
)
def test_missing_file_of_a_probe_is_named(folder, file):
    (alf_of(folder) / SORTING / file).unlink()
    with pytest.raises(ArchiveError, match=rf"{SORTING} has no {file}"):
        read(folder)


def test_units_without_a_place_are_refused(folder):
    (alf_of(folder) / SORTING / "channels.brainLocationIds_ccf_2017.npy").unlink()
    with pytest.raises(
        ArchiveError, match="without the places of its channels no unit has a region"
    ):
        read(folder)


@pytest.mark.parametrize(
    "file",
    ["_ibl_wheel.position.npy", "leftCamera.ROIMotionEnergy.npy", f"{SORTING}/spikes.times.npy"],
)
def test_truncated_array_is_refused(folder, file):
    cut(alf_of(folder) / file)
    with pytest.raises(ArchiveError, match=rf"{file} .*damaged"):
        read(folder)


def test_array_of_another_version_is_refused(folder):
    path = alf_of(folder) / SORTING / "spikes.times.npy"
    content = bytearray(path.read_bytes())
    content[6] = 9  # the version of the format
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match=r"spikes.times.npy cannot be read as a \.npy file"):
        read(folder)


def test_pickled_objects_are_not_opened(folder):
    path = alf_of(folder) / SORTING / "clusters.channels.npy"
    np.save(path, np.array([{}, {}], dtype=object), allow_pickle=True)
    with pytest.raises(ArchiveError, match=r"clusters.channels.npy cannot be read as a \.npy file"):
        read(folder)


def test_truncated_table_of_trials_is_refused(folder):
    cut(alf_of(folder) / TABLE)
    with pytest.raises(ArchiveError, match=f"{TABLE} cannot be read as Parquet"):
        read(folder)


@pytest.mark.parametrize("column", ["stimOn_times", "choice", "rewardVolume", "goCue_times"])
def test_missing_column_is_named(folder, column):
    edit_trials(folder, **{column: None})
    with pytest.raises(ArchiveError, match=f"has no column {column} in {TABLE}, and no _ibl_tri"):
        read(folder)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"choice": 2.0}, "has the choice 2 in trial 0"),
        ({"choice": np.inf}, "has the choice inf in trial 0"),
        ({"choice": "left"}, "holds no numbers"),
        ({"stimOn_times": np.nan}, "has 12 trials, none with a time in stimOn_times"),
    ],
)
def test_impossible_trials_are_refused(folder, columns, message):
    edit_trials(folder, **columns)
    with pytest.raises(ArchiveError, match=message):
        read(folder)


def test_columns_of_different_length_are_refused(folder):
    edit_trials(folder, choice=None)
    np.save(alf_of(folder) / "_ibl_trials.choice.npy", np.ones(3))
    with pytest.raises(ArchiveError, match=r"trials\.choice has 3"):
        read(folder)


def test_no_trials_are_refused(folder):
    import pandas as pd

    path = alf_of(folder) / TABLE
    pd.read_parquet(path).iloc[:0].to_parquet(path)
    with pytest.raises(ArchiveError, match="has 0 trials, none with a time"):
        read(folder)


def test_no_units_are_refused(folder):
    for probe in alf_of(folder).glob("probe*/pykilosort"):
        for name, dtype in [("spikes.times", float), ("spikes.clusters", int)]:
            edit_array(probe / f"{name}.npy", by=np.zeros(0, dtype))
        edit_array(probe / "clusters.channels.npy", by=np.zeros(0, int))
    with pytest.raises(ArchiveError, match="has no units on probe00, probe01"):
        read(folder)


def test_probe_without_units_is_no_obstacle(folder):
    probe = alf_of(folder) / SORTING
    for name, dtype in [("spikes.times", float), ("spikes.clusters", int)]:
        edit_array(probe / f"{name}.npy", by=np.zeros(0, dtype))
    edit_array(probe / "clusters.channels.npy", by=np.zeros(0, int))
    assert read(folder).unit.values.tolist() == ["probe00_0", "probe00_1", "probe00_2"]


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("timestamps", {"at": 5, "to": np.nan}, "not finite"),
        ("timestamps", {"at": 5, "to": 1e6}, "must ascend"),
        ("position", {"by": np.zeros(3)}, "position.npy has 3"),
        ("both", {"by": np.zeros(0)}, "is empty: the wheel was not recorded"),
    ],
)
def test_damaged_wheel_is_refused(folder, name, change, message):
    for part in ("timestamps", "position"):
        if name in (part, "both"):
            edit_array(alf_of(folder) / f"_ibl_wheel.{part}.npy", **change)
    with pytest.raises(ArchiveError, match=message):
        read(folder)


def truncate(path, rng) -> None:
    path.write_bytes(path.read_bytes()[: rng.integers(path.stat().st_size)])


def flip_header(path, rng) -> None:
    """Changes one byte of what describes the array or the table; values have no check sum."""
    content = bytearray(path.read_bytes())
    place = rng.integers(128) if path.suffix == ".npy" else -1 - rng.integers(200)
    content[place] ^= 1 << rng.integers(8)
    path.write_bytes(content)


def resize(path, rng) -> None:
    if path.suffix == ".npy" and "clusters.channels" not in path.name:  # the number of units
        array = np.load(path)
        longer = np.append(array, array[-1:])
        np.save(path, longer if rng.integers(2) else array[:-1])


def drop_column(path, rng) -> None:
    import pandas as pd

    if path.suffix == ".pqt":
        table = pd.read_parquet(path)
        table.drop(columns=table.columns[rng.integers(table.shape[1])]).to_parquet(path)


MUTATIONS = (truncate, flip_header, resize, drop_column, lambda path, rng: path.unlink())
DETERMINED_BY = {
    "Camera": {"whisker_motion_energy", "decodable"},
    "wheel": {"wheel_speed", "decodable"},
    TABLE: {"block", "choice", "decodable", "reward", "spike_count", "wheel_speed"},
}
"""Variables that may differ when a file with such a name does, without an error."""


@settings(max_examples=30)
@given(mutation=st.sampled_from(MUTATIONS), place=st.integers(0, 99), seed=st.integers(0, 2**32))
def test_changed_files_give_an_error_or_what_the_others_determine(
    archive, tmp_path_factory, mutation, place, seed
):
    whole = read(archive)
    folder = shutil.copytree(archive, tmp_path_factory.mktemp("fuzz") / "copy")
    files = session_files(folder, SESSION)
    changed = files[place % len(files)]
    mutation(changed, np.random.default_rng(seed))
    try:
        session = read(folder)
    except NeurodagError:
        return
    validate(session, "the session")
    loose = {"whisker_motion_energy"} if changed.name == TABLE else set()
    for part, names in DETERMINED_BY.items():
        loose |= names if part in changed.name else set()
    assert session.sizes["unit"] == whole.sizes["unit"]
    for name in {*whole.variables} - loose - ({"trial"} if changed.name == TABLE else set()):
        xr.testing.assert_equal(session[name].variable, whole[name].variable)
