"""A manifest: what a session's files in an archive were when they were fetched.

It stands for these files in the workflow: the same files give the same bytes, wherever they lie,
and whoever reads the files makes sure with `check_manifest` that they are still the same.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from neurodag.archives.checksums import sha256_of
from neurodag.errors import ArchiveError
from neurodag.files import atomic_path

COLUMNS = ("path", "size", "sha256")


class Entry(NamedTuple):
    """One file of a session."""

    path: str
    """Relative to the archive's folder, with `/`."""
    size: int
    """In bytes."""
    sha256: str


def manifest_entries(files: Iterable[Path], folder: Path) -> list[Entry]:
    """Size and SHA-256 of each file below `folder`, in the order of their paths."""
    paths = {file.relative_to(folder).as_posix(): file for file in files}
    for path in paths:
        if not path.isprintable():
            raise ArchiveError(
                f"{folder} has a file with the name {path!r}, which no manifest can hold: "
                "rename it without tabs, line breaks and other control characters."
            )
    return [
        Entry(path, paths[path].stat().st_size, sha256_of(paths[path])) for path in sorted(paths)
    ]


def write_manifest(files: Iterable[Path], folder: Path, path: Path) -> list[Entry]:
    """Write the manifest of `files` to `path`, as tab-separated text; returns what it says."""
    entries = manifest_entries(files, folder)
    save_manifest(entries, path)
    return entries


def save_manifest(entries: Iterable[Entry], path: Path) -> None:
    """One line a file, below the names of the columns."""
    lines = ["\t".join(map(str, line)) + "\n" for line in [COLUMNS, *entries]]
    with atomic_path(path) as partial:
        partial.write_text("".join(lines), encoding="utf-8", newline="\n")


def read_manifest(path: Path) -> list[Entry]:
    """Raises ArchiveError where `path` is no manifest."""
    try:
        header, *lines = path.read_text(encoding="utf-8").splitlines()
        if tuple(header.split("\t")) != COLUMNS:
            raise ValueError
        cells = [line.split("\t") for line in lines]
        return [Entry(file, int(size), sha256) for file, size, sha256 in cells]
    except (OSError, ValueError) as error:
        raise ArchiveError(
            f"{path} is no manifest: its lines must have the columns {', '.join(COLUMNS)}, "
            "separated by tabs. workflow_scripts/fetch_session.py writes it anew."
        ) from error


def check_manifest(path: Path, folder: Path) -> list[Entry]:
    """The manifest's entries, once each of their files has been found with the same size.

    Raises ArchiveError that names the file which is gone or has changed since.
    """
    entries = read_manifest(path)
    for entry in entries:
        file = folder / entry.path
        size = file.stat().st_size if file.is_file() else None
        if size != entry.size:
            now = "is gone" if size is None else f"now has {size} bytes"
            raise ArchiveError(
                f"{file} {now}; it had {entry.size} bytes when {path} was written. Put the file "
                f"back, or delete {path} so that it is written anew."
            )
    return entries
