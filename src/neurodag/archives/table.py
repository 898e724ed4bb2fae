"""The table `archives.tsv`: where the owners of the recordings publish which file."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from neurodag.errors import ArchiveError


class Row(NamedTuple):
    """One file to be had over HTTP, or, where `file` is empty, how a dataset is to be had."""

    dataset: str
    session: str
    """The session's id; `*` for all sessions of the dataset."""
    address: str
    file: str
    """Where it belongs, below the dataset's folder."""
    size: int | None
    """In bytes; None where the owners publish none."""
    sha256: str | None
    """None where the owners publish none."""
    licence: str
    citation: str
    note: str
    """What is to be known besides; may be empty."""


def read_table(path: Path) -> list[Row]:
    """All rows, in the order of the file: tab-separated text under the names of the columns.

    Raises ArchiveError that names the line and the column which is wrong.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ArchiveError(f"{path} cannot be read as a table of archives: {error}.") from error
    if not lines or tuple(lines[0].split("\t")) != Row._fields:
        raise ArchiveError(
            f"{path}, line 1: the columns must be {', '.join(Row._fields)}, separated by tabs."
        )
    rows: dict[tuple[str, str], Row] = {}
    for number, line in enumerate(lines[1:], start=2):
        row = _parse(line.split("\t"), f"{path}, line {number}")
        if rows.setdefault((row.dataset, row.file), row) is not row:
            raise ArchiveError(
                f"{path}, line {number}, column file: an earlier line of the dataset "
                f"{row.dataset} has {row.file or 'an empty one'} already."
            )
    return list(rows.values())


def session_rows(rows: Iterable[Row], dataset: str, session_id: str) -> list[Row]:
    """The rows of one session: its files, or how all sessions of its dataset are to be had."""
    return [row for row in rows if row.dataset == dataset and row.session in (session_id, "*")]


def _parse(cells: list[str], where: str) -> Row:
    if len(cells) != len(Row._fields):
        raise ArchiveError(
            f"{where}: {len(cells)} columns instead of {len(Row._fields)}; "
            f"one tab stands between two of {', '.join(Row._fields)}."
        )
    values: dict[str, Any] = {}
    for (column, (parse, meaning)), cell in zip(_COLUMNS.items(), cells, strict=True):
        try:
            values[column] = parse(cell)
        except ValueError as error:
            raise ArchiveError(f"{where}, column {column}: {cell!r} is not {meaning}.") from error
    return Row(**values)


def _text(cell: str) -> str:
    if not cell.strip():
        raise ValueError
    return cell


def _address(cell: str) -> str:
    parts = urlsplit(cell)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError
    return cell


def _file(cell: str) -> str:
    """A path that cannot lead out of the folder, written in the only way there is."""
    path = PurePosixPath(cell)
    if cell and (path.is_absolute() or ".." in path.parts or str(path) != cell or cell == "."):
        raise ValueError
    return cell


def _size(cell: str) -> int | None:
    if cell and not re.fullmatch(r"[1-9][0-9]*", cell):
        raise ValueError
    return int(cell) if cell else None


def _sha256(cell: str) -> str | None:
    if cell and not re.fullmatch(r"[0-9a-f]{64}", cell):
        raise ValueError
    return cell or None


_COLUMNS: dict[str, tuple[Callable[[str], Any], str]] = {
    "dataset": (_text, "a name"),
    "session": (_text, "the id of a session, or * for all"),
    "address": (_address, "an address that begins with http:// or https://"),
    "file": (_file, "a path below the dataset's folder, such as ophys_experiment_data/1.nwb"),
    "size": (_size, "a number of bytes, nor empty"),
    "sha256": (_sha256, "64 small hexadecimal digits, nor empty"),
    "licence": (_text, "a licence"),
    "citation": (_text, "a citation"),
    "note": (str, "text"),
}
