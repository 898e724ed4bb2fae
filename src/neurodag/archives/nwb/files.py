"""The file of a session."""

from glob import iglob
from pathlib import Path

from neurodag.archives.hints import did_you_mean
from neurodag.errors import ArchiveError


def session_files(folder: Path, session_id: str) -> list[Path]:
    """The one file `<session_id>.nwb` below `folder`; links are followed.

    Raises ArchiveError if there is none, or more than one.
    """
    # Unlike rglob, iglob follows links to folders.
    names = sorted(iglob("**/*.nwb", root_dir=folder, recursive=True))
    found = [folder / name for name in names if Path(name).stem == session_id]
    if not found:
        hint = did_you_mean(session_id, [Path(name).stem for name in names])
        raise ArchiveError(f"There is no {session_id}.nwb in {folder} or below.{hint}")
    if len(found) > 1:
        raise ArchiveError(
            f"The session {session_id} has more than one file: {', '.join(map(str, found))}. Keep "
            "one of them below the archive's folder, or rename the others."
        )
    return found
