"""What is asked for is what the reader reads, and ONE is asked in the way it is made for."""

import sys
from pathlib import Path
from types import ModuleType

import pytest

from neurodag.archives.ibl import download
from neurodag.archives.ibl.files import session_files
from neurodag.config.archives.ibl import IBLReader
from neurodag.errors import ArchiveError
from tests.unit.archives.ibl_twins import SESSION, alf_of, write_twin

EID = "671c7ea7-6726-4fbe-adeb-f89c2c8e489b"
PROBE = [
    "channels.brainLocationIds_ccf_2017.npy",
    "clusters.channels.npy",
    "spikes.amps.npy",
    "spikes.clusters.npy",
    "spikes.times.npy",
]
AVAILABLE = [
    "alf/_ibl_trials.table.pqt",
    "alf/#2025-01-01#/_ibl_trials.table.pqt",
    "alf/_ibl_bodyCamera.times.npy",
    "raw_video_data/_iblrig_leftCamera.raw.mp4",
    *[f"alf/probe00/{name}" for name in PROBE],
    *[f"alf/probe00/pykilosort/{name}" for name in PROBE],
    *[f"alf/probe00/pykilosort/#2024-05-06#/{name}" for name in PROBE],
    "alf/probe00/electrodeSites.brainLocationIds_ccf_2017.npy",
]


def test_newest_files_of_the_first_sorter_are_wanted():
    assert download.wanted_datasets(AVAILABLE, IBLReader()) == [
        "alf/#2025-01-01#/_ibl_trials.table.pqt",
        "alf/probe00/electrodeSites.brainLocationIds_ccf_2017.npy",
        *[f"alf/probe00/pykilosort/#2024-05-06#/{n}" for n in PROBE if n != "spikes.amps.npy"],
    ]


def test_revision_and_sorter_can_be_chosen():
    settings = IBLReader(revision="2024-01-01", sorters=("direct",))
    assert download.wanted_datasets(AVAILABLE, settings) == [
        "alf/_ibl_trials.table.pqt",
        "alf/probe00/channels.brainLocationIds_ccf_2017.npy",
        "alf/probe00/clusters.channels.npy",
        "alf/probe00/electrodeSites.brainLocationIds_ccf_2017.npy",
        "alf/probe00/spikes.clusters.npy",
        "alf/probe00/spikes.times.npy",
    ]


def test_sorter_that_the_server_does_not_have_is_refused():
    with pytest.raises(ArchiveError, match="probe00 has spikes of direct, pykilosort, but"):
        download.wanted_datasets(AVAILABLE, IBLReader(sorters=("iblsorter",)))


def test_what_is_wanted_of_a_twin_is_what_is_read(tmp_path):
    write_twin(tmp_path)
    session = alf_of(tmp_path).parent
    available = [path.relative_to(session).as_posix() for path in session.rglob("*.*")]
    wanted = download.wanted_datasets(available, IBLReader())
    assert [session / path for path in wanted] == session_files(tmp_path, SESSION)


class FakeONE:
    """Knows one session, and what it was asked for."""

    def __init__(self, **arguments: object) -> None:
        self.arguments = arguments
        self.loaded: list[str] = []
        self.saved = False

    def to_eid(self, session_id: str) -> str | None:
        return EID if session_id in (EID, "2020-09-12_1_DY_016") else None

    def list_datasets(self, eid: str) -> list[str]:
        assert eid == EID
        return AVAILABLE

    def load_datasets(self, eid: str, datasets: list[str], download_only: bool):
        assert eid == EID
        assert download_only
        self.loaded = datasets
        return [Path("cache", name) for name in datasets], [{} for _ in datasets]

    def save_cache(self) -> None:
        self.saved = True


@pytest.fixture
def clients(monkeypatch) -> list[FakeONE]:
    """Every client that was made, of a package that is not installed."""
    made: list[FakeONE] = []

    def one(**arguments: object) -> FakeONE:
        made.append(FakeONE(**arguments))
        return made[-1]

    api = ModuleType("one.api")
    api.ONE = one
    monkeypatch.setitem(sys.modules, "one", ModuleType("one"))
    monkeypatch.setitem(sys.modules, "one.api", api)
    return made


def test_files_are_loaded_into_the_archive_and_the_tables_saved(clients, tmp_path):
    files = download.download_session(tmp_path / "ibl", "2020-09-12_1_DY_016", IBLReader())
    (client,) = clients
    assert client.arguments["cache_dir"] == tmp_path / "ibl"
    assert client.arguments["base_url"] == "https://openalyx.internationalbrainlab.org"
    assert client.loaded == download.wanted_datasets(AVAILABLE, IBLReader())
    assert files == [Path("cache", name) for name in client.loaded]
    assert client.saved


def test_session_that_the_server_does_not_know_is_refused(clients, tmp_path):
    with pytest.raises(ArchiveError, match="knows no session 2020-01-01_1_x"):
        download.download_session(tmp_path, "2020-01-01_1_x", IBLReader())


def test_missing_package_is_named(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "one.api", None)
    with pytest.raises(ArchiveError, match="needs the package ONE-api, which is not installed"):
        download.download_session(tmp_path, EID, IBLReader())
