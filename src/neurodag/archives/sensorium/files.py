"""Where a scan is, as a folder or as a zip."""

import re
from difflib import get_close_matches
from pathlib import Path

from neurodag.errors import ArchiveError


def session_files(folder: Path, session_id: str) -> list[Path]:
    """The files of a session below `folder`, sorted: its zip, or every array in its folder.

    Raises ArchiveError as `find_scan` does.
    """
    scan = find_scan(folder, session_id)
    return sorted(scan.rglob("*.npy")) if scan.is_dir() else [scan]


def find_scan(folder: Path, session_id: str) -> Path:
    """The folder or the zip of a session: of `21067-10-18`, say, or of the whole name.

    A folder goes before the zip that it was unpacked from. Raises ArchiveError when `folder` holds
    no such scan, or several that differ in stimulus or hash.
    """
    scans = _scans(folder)
    scan_id = session_id.removeprefix("static")
    suffix = r"-[^\W\d_]\w*(-[0-9a-f]+)?"  # a letter: never the next number of a longer id
    name = re.compile(rf"static{re.escape(scan_id)}({suffix})?")
    found = [candidate for candidate in scans if name.fullmatch(candidate)]
    if len(found) > 1:
        raise ArchiveError(
            f"{folder} holds {len(found)} recordings of session {session_id}: {', '.join(found)}. "
            "Give the whole name of one as the session, or move the others away."
        )
    if not found:
        near = get_close_matches(f"static{scan_id}", scans, n=1, cutoff=0.3)
        hint = f" The nearest name there is {near[0]}." if near else ""
        raise ArchiveError(
            f"{folder} holds no session {session_id}: neither a folder static{scan_id}-* nor "
            f"a zip of that name.{hint}"
        )
    return scans[found[0]]


def _scans(folder: Path) -> dict[str, Path]:
    """Every scan in `folder` by its name; a folder goes before the zip of its name."""
    if not folder.is_dir():
        raise ArchiveError(f"{folder} is not a folder: name the one that holds the scans.")
    entries = sorted(folder.glob("static*"))
    zips = {path.stem: path for path in entries if path.suffix == ".zip" and path.is_file()}
    return zips | {path.name: path for path in entries if path.is_dir()}
