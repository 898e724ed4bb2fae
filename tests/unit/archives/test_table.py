"""The table of archives is read whole or refused with its line and column."""

from pathlib import Path

import pytest

from neurodag.archives.table import Row, read_table, session_rows
from neurodag.errors import ArchiveError

GOOD = {
    "dataset": "allen",
    "session": "501",
    "address": "https://example.org/a/501.nwb",
    "file": "a/501.nwb",
    "size": "12",
    "sha256": "0" * 64,
    "licence": "CC BY 4.0",
    "citation": "Müller 2020",
    "note": "",
}


def write(path: Path, *rows: dict[str, str]) -> Path:
    lines = [list(GOOD), *(list({**GOOD, **row}.values()) for row in rows)]
    path.write_text("".join("\t".join(line) + "\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archives.tsv"


def test_row_has_numbers_and_none_where_nothing_is_known(path):
    known, unknown = read_table(write(path, {}, {"file": "b", "size": "", "sha256": ""}))
    assert known == Row(**{**GOOD, "size": 12})
    assert (unknown.size, unknown.sha256) == (None, None)


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("dataset", ""),
        ("session", " "),
        ("address", "ftp://example.org/501.nwb"),
        ("address", "example.org/501.nwb"),
        ("address", "https:///501.nwb"),
        ("file", "/etc/passwd"),
        ("file", "../501.nwb"),
        ("file", "a/../../501.nwb"),
        ("file", "a//501.nwb"),
        ("file", "."),
        ("size", "12k"),
        ("size", "-1"),
        ("size", "0"),
        ("sha256", "0" * 63),
        ("sha256", "A" * 64),
        ("licence", ""),
        ("citation", ""),
    ],
)
def test_bad_cell_is_named_with_its_line_and_column(path, column, cell):
    write(path, {}, {"file": "b", column: cell})
    with pytest.raises(ArchiveError) as error:
        read_table(path)
    assert str(error.value).startswith(f"{path}, line 3, column {column}: {cell!r} is not ")


def test_missing_column_is_named(path):
    write(path, {})
    path.write_text(path.read_text().replace("\tlicence", ""))
    with pytest.raises(ArchiveError, match="line 1: the columns must be dataset, session, addre"):
        read_table(path)


def test_line_with_too_few_columns_is_named(path):
    write(path, {}, {"file": "b"})
    path.write_text(path.read_text()[: -len("\tMüller 2020\t\n")] + "\n")
    with pytest.raises(ArchiveError, match="line 3: 7 columns instead of 9"):
        read_table(path)


def test_same_file_twice_is_refused(path):
    write(path, {}, {"session": "502"})
    with pytest.raises(ArchiveError, match=r"line 3, column file: .* allen has a/501\.nwb already"):
        read_table(path)


def test_same_file_of_another_dataset_is_another_file(path):
    assert len(read_table(write(path, {}, {"dataset": "mine"}))) == 2


def test_table_that_is_not_there_is_named(path):
    with pytest.raises(ArchiveError, match=r"archives\.tsv cannot be read as a table of archives"):
        read_table(path)


def test_table_that_is_no_text_is_named(path):
    path.write_bytes(b"\x89HDF\xff")
    with pytest.raises(ArchiveError, match=r"archives\.tsv cannot be read as a table of archives"):
        read_table(path)


def test_session_has_its_own_rows_and_those_for_all_sessions(path):
    rows = read_table(
        write(
            path,
            {},
            {"session": "5011", "file": "b"},
            {"session": "*", "file": ""},
            {"dataset": "mine", "file": "c"},
        )
    )
    assert session_rows(rows, "allen", "501") == [rows[0], rows[2]]
    assert session_rows(rows, "allen", "50") == [rows[2]]
