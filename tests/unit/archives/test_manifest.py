"""A manifest says what files were, the same for the same files."""

import re
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurodag.archives.manifest import (
    Entry,
    check_manifest,
    manifest_entries,
    read_manifest,
    save_manifest,
    write_manifest,
)
from neurodag.errors import ArchiveError

CONTENTS = {"alf/spikes.npy": b"spikes", "alf/probe00/x y.npy": b"", "Ärger.tsv": b"trial"}


def make_archive(folder: Path, names: list[str]) -> list[Path]:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(CONTENTS[name])
    return [folder / name for name in names]


def entries_of(folder: Path) -> list[Entry]:
    return manifest_entries([folder / name for name in CONTENTS], folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "archive"


@pytest.fixture
def manifest(tmp_path: Path, folder: Path) -> Path:
    path = tmp_path / "results" / "a.tsv"
    write_manifest(make_archive(folder, list(CONTENTS)), folder, path)
    return path


def test_manifest_has_path_size_and_checksum_in_the_order_of_paths(manifest):
    sums = {name: sha256(content).hexdigest() for name, content in CONTENTS.items()}
    assert manifest.read_text(encoding="utf-8").splitlines() == [
        "path\tsize\tsha256",
        "alf/probe00/x y.npy\t0\t" + sums["alf/probe00/x y.npy"],
        "alf/spikes.npy\t6\t" + sums["alf/spikes.npy"],
        "Ärger.tsv\t5\t" + sums["Ärger.tsv"],
    ]


def test_same_files_elsewhere_and_in_another_order_give_the_same_bytes(manifest, tmp_path):
    other = tmp_path / "elsewhere" / "copy"
    files = make_archive(other, list(reversed(CONTENTS)))
    write_manifest(files, other, tmp_path / "b.tsv")
    assert (tmp_path / "b.tsv").read_bytes() == manifest.read_bytes()


def test_one_changed_byte_changes_the_manifest(manifest, folder):
    (folder / "alf/spikes.npy").write_bytes(b"spikez")
    before = read_manifest(manifest)
    changed = [entry.path for entry in entries_of(folder) if entry not in before]
    assert changed == ["alf/spikes.npy"]


def test_check_returns_the_entries_of_unchanged_files(manifest, folder):
    assert check_manifest(manifest, folder) == entries_of(folder)


def test_check_names_a_file_whose_size_has_changed(manifest, folder):
    (folder / "alf/spikes.npy").write_bytes(b"more spikes")
    with pytest.raises(
        ArchiveError, match=r"alf/spikes\.npy now has 11 bytes; it had 6 bytes when"
    ):
        check_manifest(manifest, folder)


def test_check_names_a_file_that_is_gone(manifest, folder):
    (folder / "alf/probe00/x y.npy").unlink()
    with pytest.raises(ArchiveError, match=r"x y\.npy is gone; it had 0 bytes when"):
        check_manifest(manifest, folder)


@pytest.mark.parametrize(
    "text", ["", "path\tsize\n", "path\tsize\tsha256\na\t1\n", "path\tsize\tsha256\na\tx\t0\n"]
)
def test_what_is_no_manifest_is_refused(tmp_path, text):
    path = tmp_path / "a.tsv"
    path.write_text(text)
    with pytest.raises(ArchiveError, match=rf"{re.escape(str(path))} is no manifest: .*sha256"):
        read_manifest(path)


def test_missing_manifest_is_refused(tmp_path):
    with pytest.raises(ArchiveError, match="is no manifest"):
        check_manifest(tmp_path / "a.tsv", tmp_path)


def test_name_that_would_break_the_lines_is_refused(folder):
    folder.mkdir()
    path = folder / "a\tb"
    path.touch()
    with pytest.raises(ArchiveError, match=r"'a\\tb', which no manifest can hold"):
        manifest_entries([path], folder)


names = st.text(st.characters(blacklist_categories=["C", "Z"]), min_size=1)
entries = st.builds(Entry, names, st.integers(0), st.from_regex(r"[0-9a-f]{64}", fullmatch=True))


@given(entries=st.lists(entries))
@settings(max_examples=30, deadline=None)
def test_manifest_is_read_as_it_was_written(tmp_path_factory, entries):
    path = tmp_path_factory.mktemp("manifest") / "a.tsv"
    save_manifest(entries, path)
    assert read_manifest(path) == entries
