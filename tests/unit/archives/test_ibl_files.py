"""The right session and the right files of it are found, or none."""

import shutil

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from neurodag.archives.ibl.files import session_files
from neurodag.archives.ibl.read import read_session
from neurodag.config.archives.ibl import IBLReader
from neurodag.errors import ArchiveError
from neurodag.simulate.ibl.tables import experiment_id
from tests.unit.archives.ibl_twins import SESSION, alf_of, edit_array, write_twin

EID = experiment_id(SESSION)
UUID = "d3d1bd5a-1b3c-4f60-8a53-6c1f1a6ab6a1"


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ibl")
    write_twin(folder)
    return folder


@pytest.fixture(scope="module")
def session(archive) -> xr.Dataset:
    return read_session(archive, SESSION, IBLReader())


@pytest.fixture
def folder(archive, tmp_path):
    return shutil.copytree(archive, tmp_path / "copy")


def read(folder, session_id=SESSION, **settings) -> xr.Dataset:
    return read_session(folder, session_id, IBLReader(**settings))


def test_files_are_those_that_are_read(archive):
    names = [path.relative_to(alf_of(archive)).as_posix() for path in session_files(archive, EID)]
    of_probe = [
        "channels.brainLocationIds_ccf_2017.npy",
        "channels.rawInd.npy",
        "clusters.channels.npy",
        "spikes.clusters.npy",
        "spikes.times.npy",
    ]
    assert names == [
        "_ibl_leftCamera.times.npy",
        "_ibl_rightCamera.times.npy",
        "_ibl_trials.table.pqt",
        "_ibl_wheel.position.npy",
        "_ibl_wheel.timestamps.npy",
        "leftCamera.ROIMotionEnergy.npy",
        *[f"probe00/pykilosort/{name}" for name in of_probe],
        *[f"probe01/pykilosort/{name}" for name in of_probe],
        "rightCamera.ROIMotionEnergy.npy",
    ]
    assert session_files(archive, SESSION) == session_files(archive, EID)


def test_no_other_file_changes_the_session(folder, session):
    for path in set(alf_of(folder).rglob("*.*")) - set(session_files(folder, SESSION)):
        path.unlink()
    xr.testing.assert_identical(read(folder), session)


def test_experiment_id_and_reference_name_the_same_session(archive, session):
    other = read(archive, EID)
    assert other.attrs["session_id"] == EID
    xr.testing.assert_equal(other, session)


def test_reference_needs_no_tables(folder, session):
    (folder / "sessions.pqt").unlink()
    (folder / "datasets.pqt").unlink()
    xr.testing.assert_identical(read(folder), session)
    with pytest.raises(ArchiveError, match=r"has no sessions\.pqt, in which the experiment id"):
        read(folder, EID)


def test_number_of_a_session_may_be_written_without_zeros(folder, session):
    numbered = alf_of(folder).parent
    numbered.rename(numbered.with_name("1"))
    xr.testing.assert_identical(read(folder), session)


def test_names_need_not_be_ascii(tmp_path):
    write_twin(tmp_path / "été", "2024-01-01_1_souris-é")
    session = read(tmp_path / "été", "2024-01-01_1_souris-é")
    assert session.attrs["subject"] == "souris-é"


def test_session_in_two_labs_is_refused(folder):
    shutil.copytree(folder / "neurodag", folder / "otherlab")
    with pytest.raises(ArchiveError, match=r"more than once.*neurodag/Subjects.*otherlab/Subjects"):
        read(folder)


@pytest.mark.parametrize(
    ("session_id", "message"),
    [
        (
            "2024-01-01_1_twin-2",
            r"holds no session 2024-01-01_1_twin-2.*mean '2024-01-01_1_twin-1'",
        ),
        ("2024-01-01_2_twin-1", "would be <lab>/Subjects/twin-1/2024-01-01/002"),
        ("2024-13-01_1_twin-1", "is no session of the IBL"),
        ("../2024-01-01_1_twin-1", "is no session of the IBL"),
        ("2024-01-01_1_../twin-1", "is no session of the IBL"),
        ("twin-1", "is no session of the IBL"),
        (UUID, f"has 0 rows for the session {UUID}"),
    ],
)
def test_session_that_is_not_there_is_refused(archive, session_id, message):
    for find in (session_files, read):
        with pytest.raises(ArchiveError, match=message):
            find(archive, session_id)


def test_empty_archive_is_refused(tmp_path):
    with pytest.raises(ArchiveError, match=f"holds no session {SESSION}"):
        read(tmp_path)
    with pytest.raises(ArchiveError, match="is not a folder"):
        read(tmp_path / "nowhere")
    day = tmp_path / "lab" / "Subjects" / "twin-1" / "2024-01-01" / "001"
    day.mkdir(parents=True)
    with pytest.raises(ArchiveError, match="holds no trials and no spikes"):
        session_files(tmp_path, SESSION)
    with pytest.raises(ArchiveError, match="has no folder of a probe"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda path: path.write_bytes(b"PAR1 no table"), "cannot be read as Parquet"),
        (lambda path: pd.DataFrame({"lab": ["x"]}).to_parquet(path), "has no column date, number"),
    ],
)
def test_broken_table_of_sessions_is_refused(folder, change, message):
    change(folder / "sessions.pqt")
    with pytest.raises(ArchiveError, match=message):
        read(folder, EID)


def add_revision(folder, revision: str, onset_s: float) -> None:
    """Puts new spikes of the first probe, all at one time, into a revision."""
    sorting = alf_of(folder) / "probe00" / "pykilosort"
    new = sorting / f"#{revision}#"
    new.mkdir()
    np.save(new / "spikes.times.npy", np.full(9, onset_s))
    np.save(new / "spikes.clusters.npy", np.zeros(9, dtype=np.uint32))
    shutil.copy(sorting / "clusters.channels.npy", new)


@pytest.fixture
def revised(folder):
    """Two later revisions of the first probe: the bin of its only spikes tells them apart."""
    table = pd.read_parquet(alf_of(folder) / "_ibl_trials.table.pqt")
    for revision, since_s in [("2023-05-06", 0.01), ("2024-05-06", 0.03)]:
        add_revision(folder, revision, table["stimOn_times"][0] + since_s)
    return folder


@pytest.mark.parametrize(
    ("wanted", "taken", "bin_of_spikes"),
    [
        (None, "2024-05-06", 26),
        ("2024-05-06", "2024-05-06", 26),
        ("2024-05-05", "2023-05-06", 25),
        ("2023-05-06", "2023-05-06", 25),
    ],
)
def test_newest_revision_that_is_allowed_is_read(revised, wanted, taken, bin_of_spikes):
    session = read(revised, revision=wanted)
    assert session.attrs["spike_sorting"].startswith(f"probe00: pykilosort, revision {taken};")
    assert session.spike_count[0, bin_of_spikes, 0] == 9
    assert session.spike_count[:, :, :3].sum() == 9


def test_first_version_is_read_if_revisions_are_too_new(revised, session):
    xr.testing.assert_identical(read(revised, revision="2022-01-01"), session)


def test_half_a_revision_is_refused(revised):
    (alf_of(revised) / "probe00/pykilosort/#2024-05-06#/spikes.clusters.npy").unlink()
    message = r"different revisions \(spikes.times.npy 2024-05-06, spikes.clusters.npy 2023-05-06"
    with pytest.raises(ArchiveError, match=message):
        read(revised)
    assert "2023-05-06" in read(revised, revision="2023-12-31").attrs["spike_sorting"]


def test_ids_in_names_of_files_are_overlooked(folder, session):
    for path in session_files(folder, SESSION):
        path.rename(path.with_name(f"{path.stem}.{UUID}{path.suffix}"))
    xr.testing.assert_identical(read(folder), session)


def test_two_files_of_one_name_are_refused(folder):
    path = alf_of(folder) / "_ibl_trials.table.pqt"
    shutil.copy(path, path.with_name(f"_ibl_trials.table.{UUID}.pqt"))
    with pytest.raises(ArchiveError, match="two files of the same name but for their ids"):
        read(folder)


def test_sorters_are_taken_in_the_order_of_the_settings(folder, session):
    for probe in alf_of(folder).glob("probe*"):
        shutil.copytree(probe / "pykilosort", probe / "iblsorter")
        for path in (probe / "pykilosort").iterdir():
            shutil.copy(path, probe)
    edit_array(alf_of(folder) / "probe00/iblsorter/clusters.channels.npy", at=0, to=383)
    for sorters, taken in [
        (("iblsorter", "pykilosort", "direct"), "iblsorter"),
        (("pykilosort",), "pykilosort"),
        (("ks4", "direct", "pykilosort"), "direct"),
    ]:
        assert read(folder, sorters=sorters).attrs["spike_sorting"].count(taken) == 2
    with pytest.raises(
        ArchiveError, match=r"has spikes of direct, iblsorter, pykilosort, but.*ks4"
    ):
        read(folder, sorters=("ks4",))
