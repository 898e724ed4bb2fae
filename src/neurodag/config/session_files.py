"""Finds the session files of a dataset, without reading what they hold."""

import re
from collections import defaultdict
from difflib import get_close_matches
from glob import iglob
from pathlib import Path

from neurodag.config.base import NAME_PATTERN
from neurodag.config.datasets import Dataset
from neurodag.config.sources import IBLRecordings, SessionFiles
from neurodag.errors import ConfigError, SessionError


def find_session_files(dataset: Dataset, data_folder: str | Path) -> dict[str, Path]:
    """Session id → file, for the sessions of a `files` dataset that exist, in order of the ids.

    Searches the dataset's folder and its subfolders for `<session>.nc`. Listed sessions are told by
    their names alone; if a group is `all` or `first`, every other file is opened for its attribute
    `modality`, and kept if that is what the dataset `holds`. A listed session without a file is
    left out. Datasets of other sources have no session files.

    Raises ConfigError if two files are named as one session, or a name cannot be a session id, and
    SessionError if a file that must be opened is no NetCDF.
    """
    if not isinstance(dataset, SessionFiles):
        return {}
    folder = Path(data_folder) / dataset.folder
    listed = set(dataset.session_ids())
    files = defaultdict(list)
    for name in iglob("**/*.nc", root_dir=folder, recursive=True):  # unlike rglob, follows links
        path = folder / name
        if path.stem in listed or (dataset.takes_found and _modality(path) == dataset.holds):
            files[path.stem].append(path)
    for session, paths in sorted(files.items()):
        if not re.fullmatch(NAME_PATTERN, session):
            raise ConfigError(
                f"The name of {paths[0]} is no session id; rename the file with letters, digits, "
                "`.`, `_` and `-` alone."
            )
        if len(paths) > 1:
            named = ", ".join(map(str, sorted(paths)))
            raise ConfigError(
                f"The session {session} has more than one file: {named}. "
                "Keep one of them, or rename the others to <another session>.nc."
            )
    return {session: paths[0] for session, paths in sorted(files.items())}


def check_region(region: str | None, dataset: Dataset, file: Path | None) -> None:
    """Whether a session of `dataset`, in `file` if it is there yet, has units in `region`.

    Raises ConfigError that names its regions if not.
    """
    if isinstance(dataset, IBLRecordings) and dataset.twin:
        known = set(dataset.twin.units)
    elif file is not None:
        known = _regions(file)
    else:
        return
    if region is not None and region not in known:
        near = get_close_matches(region, known, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise ConfigError(
            f"`mtm.studies.rasters.region` is {region}, but the session has units in "
            f"{', '.join(sorted(known))} only.{hint}"
        )


def _regions(path: Path) -> set[str]:
    from netCDF4 import Dataset as NetCDF

    with NetCDF(path) as file:
        return set(map(str, file["region"][:]))


def _modality(path: Path) -> str | None:
    from netCDF4 import Dataset as NetCDF  # slow to import, needed for such groups alone

    try:
        with NetCDF(path) as file:
            return getattr(file, "modality", None)
    except OSError as error:
        raise SessionError(
            f"{path} cannot be read as NetCDF ({error.strerror or error}); copy it again, or "
            "move it out of the data folder."
        ) from error
