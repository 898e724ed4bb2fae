"""What Snakemake noted of jobs."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurodag.lineage.notes import FOLDER, Note, named, noted, notes, place

LONG = Path(f"results/{'long/' * 90}é.nc")
TOLD = {
    "rule": "score",
    "shellcmd": 'python score.py --settings \'{"name": "a > b"}\' > logs/a.log 2>&1',
    "input": ["a.nc", "b.nc"],
    "log": ["logs/a.log"],
    "params": ["'it'", "'0123456789ab'", "0123456789ab"],
    "starttime": 100.0,
    "endtime": 160.5,
}
NOTE = Note(
    rule="score",
    command='python score.py --settings \'{"name": "a > b"}\'',
    inputs=["a.nc", "b.nc"],
    logs=["logs/a.log"],
    code="0123456789ab",
    began=100.0,
    seconds=60.5,
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def note(path: Path, text: str) -> None:
    place(path).parent.mkdir(parents=True, exist_ok=True)
    place(path).write_text(text)


def test_a_note_is_read() -> None:
    note(LONG, json.dumps(TOLD))
    assert noted(LONG) == NOTE
    assert NOTE.ended == 160.5
    assert list(notes()) == [(LONG, NOTE)]


@pytest.mark.parametrize(
    ("changed", "field", "value"),
    [
        ({"params": []}, "code", None),
        ({"params": None}, "code", None),
        ({"log": None}, "logs", []),
        ({"input": None}, "inputs", []),
        ({"endtime": None}, "seconds", 0.0),
        ({"endtime": 99.0}, "seconds", 0.0),
        ({"shellcmd": "python score.py"}, "command", "python score.py"),
    ],
)
def test_what_a_note_lacks(changed: dict, field: str, value: object) -> None:
    note(Path("a.md"), json.dumps(TOLD | changed))
    found = noted(Path("a.md"))
    assert found is not None
    assert getattr(found, field) == value


@pytest.mark.parametrize("text", ["", '{"rule": ', "{}", json.dumps(TOLD | {"shellcmd": None})])
def test_notes_that_tell_no_command_are_none(text: str) -> None:
    note(Path("a.md"), text)
    note(Path("b.md"), json.dumps(TOLD))
    assert noted(Path("a.md")) is None
    assert [path for path, _ in notes()] == [Path("b.md")]


def test_without_notes_there_are_none() -> None:
    assert list(notes()) == []


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1)))
def test_the_place_of_a_note_names_its_file(parts: list[str]) -> None:
    path = Path("results", *parts)
    assert named(place(path)) == path
    assert all(len(part) <= 255 for part in place(path).relative_to(FOLDER).parts)
