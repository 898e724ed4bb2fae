"""Checksums of first downloads, for files whose owners publish none."""

from pathlib import Path

from neurodag.errors import ArchiveError
from neurodag.files import atomic_path


def read_record(record: Path) -> dict[str, str]:
    """SHA-256 by the path below the archive's folder; empty where there is no record yet."""
    lines = record.read_text(encoding="utf-8").splitlines() if record.exists() else []
    try:
        return {path: sha256 for sha256, path in (line.split("  ", 1) for line in lines)}
    except ValueError as error:
        raise ArchiveError(
            f"{record} is no record of first downloads: each line must have a checksum, two spaces "
            "and a path. Without it, the next download is the first."
        ) from error


def write_record(checksums: dict[str, str], record: Path) -> None:
    """In the form that `sha256sum --check` reads in the archive's folder."""
    lines = [f"{sha256}  {path}\n" for path, sha256 in sorted(checksums.items())]
    with atomic_path(record) as partial:
        partial.write_text("".join(lines), encoding="utf-8")
