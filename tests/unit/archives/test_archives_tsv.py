"""The project's own table holds what the papers need, each session once."""

import re
from collections import Counter
from pathlib import Path

import pytest

from neurodag.archives.table import Row, read_table

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return read_table(ROOT / "archives.tsv")


def test_every_session_of_the_papers_is_there(rows):
    """11 Allen containers of three experiments, 7 scans of Sensorium, 10 of Franke et al."""
    sessions = {(row.dataset, row.session) for row in rows}
    counts = Counter(dataset for dataset, _ in sessions)
    assert counts == {"allen": 33, "sensorium": 7, "franke2022": 10, "ibl": 1}
    assert len(rows) == len(sessions)


def test_each_allen_container_has_its_three_sessions(rows):
    notes = [row.note.split(": ") for row in rows if row.dataset == "allen"]
    containers = Counter(container for container, _ in notes)
    assert set(containers.values()) == {3}
    assert len({tuple(note) for note in notes}) == 33


def test_address_file_and_session_belong_together(rows):
    for row in rows:
        if row.file:
            assert row.address.endswith(row.file.rpartition("/")[2])
            assert row.session in row.file


def test_citations_have_a_doi(rows):
    assert all(re.search(r"\bdoi:10\.\d{4,}/\S+", row.citation) for row in rows)


def test_addresses_that_were_not_verified_are_marked(rows):
    unverified = {row.dataset for row in rows if "address not verified" in row.note}
    assert unverified == {"sensorium", "franke2022"}
    assert all(("not verified" in row.note) == (row.dataset in unverified) for row in rows)
