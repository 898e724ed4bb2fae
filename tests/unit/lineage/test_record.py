"""What a figure carries of its making."""

import hashlib
import sys
from argparse import Namespace
from pathlib import Path

import pytest
import xarray as xr
from matplotlib.figure import Figure

from neurodag.errors import NeurodagError
from neurodag.figures.save import save_figure
from neurodag.files import save_netcdf
from neurodag.lineage.facts import facts_of
from neurodag.lineage.record import KEYS, record, save_result

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "workflow_scripts" / "draw_units.py"


@pytest.fixture
def arguments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Namespace:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [str(SCRIPT), "--region", "a (b) \\ é"])
    for number, day in ((3, "2020-09-12"), (7, "2017-12-05")):
        about = {"session_id": f"DY_{day}", "seed": number, "units": "Hz"}
        save_netcdf(xr.Dataset(attrs=about), f"runs/seed-{number}/evaluation.nc")
    evaluations = [Path(f"runs/seed-{number}/evaluation.nc") for number in (3, 7)]
    return Namespace(evaluations=evaluations, region="é", output=Path("figures/units.pdf"))


def test_inputs_settings_seeds_and_dates_are_told(arguments: Namespace) -> None:
    told = record(arguments)
    assert told["seeds"] == [3, 7]
    assert told["dates"] == ["2017-12-05", "2020-09-12"]
    assert told["inputs"][0] == {
        "path": "runs/seed-3/evaluation.nc",
        "sha256": hashlib.sha256(Path("runs/seed-3/evaluation.nc").read_bytes()).hexdigest(),
        "session_id": "DY_2020-09-12",
        "seed": 3,
    }
    assert len(told["code"]) == len(told["settings"]) == 12


def test_settings_are_all_options_but_files(arguments: Namespace) -> None:
    usual = record(arguments)["settings"]
    arguments.evaluations.reverse()
    arguments.output = Path("elsewhere.pdf")
    assert record(arguments)["settings"] == usual
    arguments.region = "CA1"
    assert record(arguments)["settings"] != usual


def test_names_tell_where_a_file_does_not(tmp_path: Path, arguments: Namespace) -> None:
    history = Path("runs/2024-02-29_1_x/seed-11/history.nc")
    save_netcdf(xr.Dataset(), history)
    told = record(Namespace(history=history, output=Path("a.pdf")))
    assert (told["seeds"], told["dates"]) == ([11], ["2024-02-29"])


def test_several_seeds_of_one_input_are_told(arguments: Namespace) -> None:
    for seeds in ([5, 6], [5]):
        save_netcdf(xr.Dataset(attrs={"seeds": seeds}), "ensemble.nc")
        assert record(Namespace(map=Path("ensemble.nc")))["seeds"] == seeds


def draw_text(_: xr.Dataset) -> Figure:
    figure = Figure()
    figure.text(0.5, 0.5, "text")
    return figure


@pytest.mark.parametrize("suffix", ["pdf", "png", "nc"])
def test_every_file_of_a_figure_gives_back_its_record(arguments: Namespace, suffix: str) -> None:
    told = record(arguments)
    copies = []
    for folder in ("one", "two"):
        stem = Path(folder) / "units"
        save_figure(draw_text, xr.Dataset(), stem, record(arguments))
        copies.append(Path(f"{stem}.{suffix}"))
    facts = facts_of(copies[0])
    assert {key: facts[key] for key in KEYS} == told
    assert copies[0].read_bytes() == copies[1].read_bytes()


def test_results_tell_their_command_and_inputs(arguments: Namespace) -> None:
    arguments.output = Path("evaluation.nc")
    save_result(xr.Dataset(attrs={"session_id": "DY", "seeds": [3, 7]}), arguments)
    told = facts_of(arguments.output)
    assert told["inputs"] == record(arguments)["inputs"]
    assert told["command"] == record(arguments)["command"]
    assert (told["session_id"], told["seeds"]) == ("DY", [3, 7])


def test_files_of_others_say_nothing_and_damaged_ones_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("text")
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4 /Subject (a paper)")
    (tmp_path / "a.nc").write_bytes(b"nothing")
    assert facts_of(tmp_path / "a.txt") == facts_of(tmp_path / "a.pdf") == {}
    with pytest.raises(NeurodagError, match=r"a\.nc cannot be read as a file of its kind"):
        facts_of(tmp_path / "a.nc")
