"""The files of a session: at hand or downloaded, and the ones that are meant."""

from collections.abc import Iterable
from pathlib import Path

from neurodag.archives.checksums import require, sha256_of
from neurodag.archives.download import Patience, download
from neurodag.archives.files import session_files
from neurodag.archives.manifest import Entry, manifest_entries
from neurodag.archives.record import read_record, write_record
from neurodag.archives.table import Row
from neurodag.errors import ArchiveError

_ADVICE = " Delete the file and fetch it again; if its owners have replaced it, correct {}."


def find_files(
    archive: str,
    folder: Path,
    session_id: str,
    rows: list[Row],
    record: Path,
    *,
    may_download: bool,
    patience: Patience | None = None,
) -> list[Path]:
    """The session's files below `folder`; what it lacks of `rows` is downloaded if it may.

    Where the owners publish no checksum, that of the first download is written down in `record`,
    and every later download must have it. Nothing is asked of the network for a session that is
    there. Raises ArchiveError where it can neither be found nor be had.
    """
    try:
        return session_files(archive, folder, session_id)
    except ArchiveError as error:
        missing = [row for row in rows if row.file and not (folder / row.file).exists()]
        if not (may_download and missing):
            raise ArchiveError(f"{error} {how_to_get(rows, folder)}") from error
    for row in missing:
        print(f"{row.address}, licence: {row.licence}", flush=True)
        target, known = folder / row.file, _known_sha256(row, record)
        download(row.address, target, size=row.size, sha256=known, patience=patience)
        if known is None:
            write_record({**read_record(record), row.file: sha256_of(target)}, record)
    return session_files(archive, folder, session_id)


def how_to_get(rows: list[Row], folder: Path) -> str:
    """A sentence for who lacks the session that `rows` are of."""
    if not rows:
        return "Copy it there yourself: the table of archives has no address for it."
    return " ".join(
        f"Its place is {folder / row.file}: add --download to get it from {row.address}."
        if row.file
        else f"How to get it: {row.note}."
        for row in rows
    )


def verified_entries(
    files: Iterable[Path], folder: Path, rows: list[Row], record: Path
) -> list[Entry]:
    """What a manifest says of `files`, once they are known to agree with `rows` and `record`.

    Raises ArchiveError that names a file which does not.
    """
    entries = manifest_entries(files, folder)
    by_file = {row.file: row for row in rows}
    for entry in entries:
        row = by_file.get(entry.path)
        if row is not None:
            file, known = folder / entry.path, _known_sha256(row, record)
            source = "the table of archives" if row.sha256 else record
            require(file, "size", entry.size, row.size, _ADVICE.format("the table of archives"))
            require(file, "SHA-256", entry.sha256, known, _ADVICE.format(source))
    return entries


def _known_sha256(row: Row, record: Path) -> str | None:
    return row.sha256 or read_record(record).get(row.file)
