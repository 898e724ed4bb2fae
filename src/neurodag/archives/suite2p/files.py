"""The files of a session, and the planes that they belong to."""

import re
from pathlib import Path

from neurodag.archives.hints import did_you_mean
from neurodag.errors import ArchiveError

TRACES, NEUROPIL, IS_CELL = "F.npy", "Fneu.npy", "iscell.npy"
STIMULUS = "stimulus.csv"


def session_files(folder: Path, session_id: str) -> list[Path]:
    """Every file that the reader reads, sorted.

    Raises ArchiveError if `folder` has no such session, or if one of its files is missing.
    """
    session = folder / session_id
    if not session.is_dir():
        others = [path.name for path in folder.glob("*/")]
        raise ArchiveError(
            f"{folder} has no folder for the session {session_id}."
            f"{did_you_mean(session_id, others)} Each session is a folder with {STIMULUS} and the "
            "files of Suite2p."
        )
    planes = plane_folders(session).values()
    files = [plane / name for plane in planes for name in (TRACES, NEUROPIL, IS_CELL)]
    files.append(session / STIMULUS)
    for file in files:
        if not file.is_file():
            raise ArchiveError(f"{file} is missing: copy the session {session_id} again, whole.")
    return sorted(files)


def plane_folders(session: Path) -> dict[int, Path]:
    """The folder of each plane by its number, ascending; a folder without planes is plane 0.

    `combined`, which repeats the planes, is left out.
    """
    named = {
        path: re.fullmatch(r"plane(\d+)", path.name) for path in session.glob("suite2p/plane*/")
    }
    planes = {int(match[1]): path for path, match in named.items() if match}
    return dict(sorted(planes.items())) or {0: session}
