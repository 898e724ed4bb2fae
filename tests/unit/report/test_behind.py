"""What a result was made from."""

import json
import shlex
from pathlib import Path

import pytest
import xarray as xr

from neurodag.files import save_netcdf
from neurodag.report.behind import Step, behind
from tests.unit.report.conftest import Note

FINGERPRINT = "0123456789ab"
SETTINGS = {"epochs": 3, "model": {"width": 8, "é": "a > b"}}
YAML = "epochs: 3\nmodel: {width: 8, é: a > b}"


def given(settings: object) -> str:
    return f"--settings {shlex.quote(json.dumps(settings))} --output a"


def test_the_nearest_comes_first_and_each_file_counts_once(note: Note) -> None:
    session = note("session.nc.txt", "prepare")
    runs = [note(f"{seed}.txt", "train", session, options=given(SETTINGS)) for seed in (1, 2)]
    scores = [note(f"score-{run}", "evaluate", run, session) for run in runs]
    table = note("table.md", "score", *scores, session)
    assert behind(table) == [
        Step("score", 1),
        Step("evaluate", 2),
        Step("prepare", 1),
        Step("train", 2, settings=[YAML]),
    ]


def test_other_settings_are_told_too(note: Note) -> None:
    runs = [note(f"{width}.txt", "train", options=given({"width": width})) for width in (1, 2)]
    (_, train) = behind(note("table.md", "score", *runs))
    assert train.settings == ["{width: 1}", "{width: 2}"]


def test_code_is_told_by_notes_and_by_figures(note: Note) -> None:
    table = note("table.md", "score", params=["'it'", f"'{FINGERPRINT}'", "3"])
    told = {"path": "table.md", "sha256": "ab"}
    attributes = {
        "command": f"python workflow_scripts/draw.py {given(SETTINGS)}",
        "inputs": json.dumps([told]),
        "code": "ba9876543210",
    }
    save_netcdf(xr.Dataset(attrs=attributes), "figure.nc")
    assert behind(Path("figure.nc")) == [
        Step("draw", 1, {"ba9876543210"}, [YAML]),
        Step("score", 1, {FINGERPRINT}),
    ]
    assert behind(table) == [Step("score", 1, {FINGERPRINT})]


def test_a_loop_ends(note: Note) -> None:
    first, second = Path("first.txt"), Path("second.txt")
    note(str(first), "one", second, first)
    note(str(second), "two", first)
    assert behind(first) == [Step("one", 1), Step("two", 1)]


def test_a_damaged_file_costs_its_own_past_only(note: Note) -> None:
    recording = note("recording.nc", "read")
    recording.write_text("nothing of its kind")
    assert behind(note("table.md", "score", recording)) == [Step("score", 1)]


@pytest.mark.parametrize("command", ["convert", "can't be split", "python a.py --settings {"])
def test_commands_of_others_are_told_as_they_are(note: Note, command: str) -> None:
    recording = note("recording.txt", "read", shellcmd=command)
    assert behind(note("table.md", "score", recording)) == [Step("score", 1), Step(command, 1)]


def test_a_recording_of_others_may_have_any_command(note: Note) -> None:
    save_netcdf(xr.Dataset(attrs={"command": "can't be split"}), "recording.nc")
    assert behind(note("table.md", "score", Path("recording.nc"))) == [Step("score", 1)]


def test_nothing_lies_behind_what_is_not_known() -> None:
    assert behind(Path("table.md")) == []
