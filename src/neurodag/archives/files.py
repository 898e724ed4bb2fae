"""The files of a session, in whichever archive."""

from pathlib import Path

ARCHIVES = ("allen", "ibl", "nwb", "sensorium", "suite2p")


def session_files(archive: str, folder: Path, session_id: str) -> list[Path]:
    """Every file of the session below `folder` that the archive's reader reads, sorted.

    Raises ArchiveError if the archive does not hold the session.
    """
    # One import an archive: so the fingerprint of a script sees them all, and none of the others
    # has to be importable.
    if archive == "allen":
        from neurodag.archives.allen.files import session_files as find
    elif archive == "ibl":
        from neurodag.archives.ibl.files import session_files as find
    elif archive == "nwb":
        from neurodag.archives.nwb.files import session_files as find
    elif archive == "sensorium":
        from neurodag.archives.sensorium.files import session_files as find
    elif archive == "suite2p":
        from neurodag.archives.suite2p.files import session_files as find
    else:
        raise ValueError(f"no archive {archive!r}")
    return find(folder, session_id)
