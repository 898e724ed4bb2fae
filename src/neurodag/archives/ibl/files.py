"""The files of a session."""

from pathlib import Path

from neurodag.archives.ibl.datasets import readable_files
from neurodag.archives.ibl.folders import find_session
from neurodag.errors import ArchiveError


def session_files(folder: Path, session_id: str) -> list[Path]:
    """Every file of the session below `folder` that is read, of any sorter and revision, sorted.

    Raises ArchiveError if the archive does not hold the session, or nothing of it that is read.
    """
    session, _ = find_session(folder, session_id)
    files = readable_files(session)
    if not files:
        raise ArchiveError(
            f"{session} holds no trials and no spikes of session {session_id}: below it must lie "
            "alf/_ibl_trials.table.pqt and alf/<probe>/…/spikes.times.npy."
        )
    return files
