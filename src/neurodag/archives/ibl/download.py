"""The files of one session, from the public server, by the IBL's own client.

ONE compares sizes and hashes with its tables: what is there and whole is not downloaded again, what
is damaged is. It also writes the tables by which an experiment id is found.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from neurodag.archives.ibl.datasets import SITES, choose_among, probes_of
from neurodag.archives.ibl.probes import sorting_of
from neurodag.config.archives.ibl import IBLReader
from neurodag.errors import ArchiveError

SERVER = "https://openalyx.internationalbrainlab.org"
PASSWORD = "international"
"""The public one, which the IBL publishes for this server."""


def download_session(folder: Path, session_id: str, settings: IBLReader) -> list[Path]:
    """Downloads what the reader reads of a session into the archive `folder`; the files, sorted.

    Needs the package ONE-api. Raises ArchiveError if it is not installed, if the server does not
    know the session, or if the session has no spikes of the sorters that the settings name.
    """
    client = connect(folder)
    eid = client.to_eid(session_id)
    if eid is None:
        raise ArchiveError(f"{SERVER} knows no session {session_id}: check its id.")
    wanted = wanted_datasets(client.list_datasets(eid), settings)
    files, _ = client.load_datasets(eid, wanted, download_only=True)
    client.save_cache()
    return sorted(Path(file) for file in files)


def connect(folder: Path) -> Any:
    """ONE's client of the public server, with `folder` for its cache."""
    try:
        from one.api import ONE
    except ImportError as error:
        raise ArchiveError(
            "Downloading from the IBL needs the package ONE-api, which is not installed: install "
            "it with `pip install ONE-api`, or copy the session into the archive by hand."
        ) from error
    folder.mkdir(parents=True, exist_ok=True)
    return ONE(base_url=SERVER, password=PASSWORD, silent=True, cache_dir=folder)


def wanted_datasets(available: Iterable[str], settings: IBLReader) -> list[str]:
    """Of the paths below a session's folder those that the reader would choose to read, sorted.

    Raises ArchiveError for a probe without spikes of the sorters that the settings name.
    """
    alf = Path("alf")
    files = [path for path in map(Path, available) if path.is_relative_to(alf)]
    datasets = choose_among(alf, files, settings.revision)
    wanted = list(datasets.get("", {}).values())
    for probe in probes_of(datasets):
        _, collection = sorting_of(datasets, alf.parent, probe, settings.sorters)
        wanted += datasets[collection].values()
        if collection != probe and SITES in datasets.get(probe, {}):
            wanted.append(datasets[probe][SITES])
    return sorted(dataset.path.as_posix() for dataset in wanted)
