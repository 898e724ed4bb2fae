"""Telling whether a file is the one that is meant."""

import hashlib
from pathlib import Path

from neurodag.errors import ArchiveError


def sha256_of(file: Path) -> str:
    """64 hexadecimal digits; the file is read in a stream."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def require_file(file: Path, name: object, *, size: int | None, sha256: str | None) -> None:
    """Compare the file with what is known of it; it is read only if there is a checksum.

    Raises ArchiveError that calls the file `name`.
    """
    require(name, "size", file.stat().st_size, size)
    if sha256 is not None:
        require(name, "SHA-256", sha256_of(file), sha256)


def require(name: object, what: str, found: object, known: object, advice: str = "") -> None:
    """Raises ArchiveError, which ends in `advice`, where `found` is not what is known, if it is."""
    if known is not None and found != known:
        raise ArchiveError(f"{name} has the {what} {found} instead of {known}.{advice}")
