"""A session is found or downloaded, verified, and written down."""

import runpy
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from neurodag.archives.download import Patience
from neurodag.archives.fetch import find_files, verified_entries
from neurodag.archives.manifest import check_manifest
from neurodag.archives.record import read_record, write_record
from neurodag.archives.table import Row
from neurodag.errors import ArchiveError
from tests.archive_server import Answer, Archive, serve

ROOT = Path(__file__).resolve().parents[3]
CONTENT, OTHER = b"an experiment", b"another one!!"
SHA256 = sha256(CONTENT).hexdigest()
FILE = "ophys_experiment_data/501.nwb"
AT_ONCE = Patience(attempts=1, sleep=lambda seconds: None)


@pytest.fixture
def archive():
    with serve(CONTENT) as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "allen"


@pytest.fixture
def record(tmp_path: Path) -> Path:
    return tmp_path / "manifests" / "501.sha256"


def row(address: str = "http://127.0.0.1:1/501.nwb", **changes: object) -> Row:
    unknown = Row("allen", "501", address, FILE, None, None, "CC BY 4.0", "-", "")
    return unknown._replace(**changes)


def put(folder: Path, content: bytes = CONTENT) -> Path:
    path = folder / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def find(folder: Path, rows: list[Row], record: Path, *, may_download: bool = True) -> list[Path]:
    return find_files(
        "allen", folder, "501", rows, record, may_download=may_download, patience=AT_ONCE
    )


def test_own_copy_is_found_without_network_and_without_record(folder, record):
    path = put(folder)
    assert find(folder, [row()], record) == [path]
    entries = verified_entries([path], folder, [row(size=len(CONTENT), sha256=SHA256)], record)
    assert [tuple(entry) for entry in entries] == [(FILE, len(CONTENT), SHA256)]
    assert not record.exists()


def test_missing_session_is_downloaded_and_its_checksum_recorded(archive, folder, record):
    files = find(folder, [row(archive.address)], record)
    assert files == [folder / FILE]
    assert files[0].read_bytes() == CONTENT
    assert record.read_text() == f"{SHA256}  {FILE}\n"


def test_nothing_is_recorded_that_the_table_knows(archive, folder, record):
    find(folder, [row(archive.address, sha256=SHA256)], record)
    assert not record.exists()


def test_later_download_must_be_that_of_the_first_time(archive, folder, record):
    find(folder, [row(archive.address)], record)[0].unlink()
    archive.content = OTHER
    with pytest.raises(ArchiveError, match=f"SHA-256 .* instead of {SHA256}"):
        find(folder, [row(archive.address)], record)
    assert not (folder / FILE).exists()


def test_nothing_is_downloaded_unasked(archive, folder, record):
    with pytest.raises(ArchiveError) as error:
        find(folder, [row(archive.address)], record, may_download=False)
    assert archive.asked == []
    sentence = f"Its place is {folder / FILE}: add --download to get it from {archive.address}."
    assert sentence in str(error.value)
    assert "501" in str(error.value)


def test_session_without_address_is_to_be_copied(folder, record):
    with pytest.raises(ArchiveError, match=r"501.* Copy it there yourself: the table"):
        find(folder, [], record)


def test_dataset_with_a_way_of_its_own_says_which(folder, record):
    by_hand = row(session="*", file="", note="fetch_ibl.py downloads it")
    with pytest.raises(ArchiveError, match=r"How to get it: fetch_ibl\.py downloads it\."):
        find(folder, [by_hand], record)


def test_refused_download_names_the_address(archive, folder, record):
    archive.answers = [Answer(status=404)]
    with pytest.raises(ArchiveError, match=rf"{archive.address} cannot be downloaded: .* 404"):
        find(folder, [row(archive.address)], record)


def test_file_that_differs_from_the_table_is_refused(folder, record):
    path = put(folder)
    with pytest.raises(
        ArchiveError, match=r"501\.nwb has the size 13 instead of 12\. Delete the file"
    ):
        verified_entries([path], folder, [row(size=12)], record)
    with pytest.raises(ArchiveError, match=r"instead of 0{64}\. .* correct the table of archives"):
        verified_entries([path], folder, [row(sha256="0" * 64)], record)


def test_file_that_differs_from_its_first_download_is_refused(folder, record):
    write_record({FILE: SHA256}, record)
    path = put(folder, OTHER)
    with pytest.raises(ArchiveError, match=rf"instead of {SHA256}\. .* correct {record}\."):
        verified_entries([path], folder, [row()], record)


def test_record_is_read_as_it_was_written(record):
    checksums = {"a b  c.nwb": "1" * 64, "ä": "0" * 64}
    write_record(checksums, record)
    assert read_record(record) == checksums


def test_record_that_is_none_is_named(record):
    record.parent.mkdir()
    record.write_text("nothing\n")
    with pytest.raises(ArchiveError, match=r"501\.sha256 is no record of first downloads"):
        read_record(record)


@pytest.fixture
def run(monkeypatch, folder):
    """Runs the command for a manifest, with more options."""
    script = ROOT / "workflow_scripts" / "fetch_session.py"

    def run(manifest: Path, *options: object) -> None:
        fixed = ["--archive", "allen", "--folder", folder, "--session", "501"]
        words = [script, *fixed, "--manifest", manifest, *options]
        monkeypatch.setattr(sys, "argv", list(map(str, words)))
        runpy.run_path(str(script), run_name="__main__")

    return run


@pytest.fixture
def table(tmp_path: Path, archive: Archive) -> tuple[object, ...]:
    path = tmp_path / "archives.tsv"
    cells = ["" if cell is None else str(cell) for cell in row(archive.address)]
    path.write_text("\t".join(Row._fields) + "\n" + "\t".join(cells) + "\n")
    return "--table", path, "--dataset", "allen"


def test_command_downloads_and_writes_a_manifest_that_holds(
    archive, folder, table, run, tmp_path, capsys
):
    manifest, again = tmp_path / "manifests" / "501.tsv", tmp_path / "again.tsv"
    run(manifest, *table, "--download")
    assert "501: 1 files, 13 bytes" in capsys.readouterr().out
    assert [entry.sha256 for entry in check_manifest(manifest, folder)] == [SHA256]
    run(again)
    assert again.read_bytes() == manifest.read_bytes()
    assert len(archive.asked) == 1


def test_command_without_files_says_one_sentence_and_writes_nothing(table, run, tmp_path):
    manifest = tmp_path / "501.tsv"
    with pytest.raises(SystemExit, match=r"^fetch_session\.py: The archive .* add --download"):
        run(manifest, *table)
    assert not manifest.exists()


@pytest.mark.parametrize("options", [["--download"], ["--dataset", "allen"]])
def test_command_needs_the_whole_of_what_it_needs(run, tmp_path, capsys, options):
    with pytest.raises(SystemExit, match="2"):
        run(tmp_path / "501.tsv", *options)
    assert "--table" in capsys.readouterr().err
