"""`neurodag provenance`, on a small workflow: archive, recording, session, weights, figure."""

import json
import shlex
import sys
from argparse import Namespace
from pathlib import Path

import pytest
import xarray as xr
import yaml
from matplotlib.figure import Figure

from neurodag.archives.manifest import Entry, save_manifest
from neurodag.cli.main import main
from neurodag.figures.save import save_figure
from neurodag.files import save_netcdf
from neurodag.lineage.notes import place
from neurodag.lineage.record import record
from tests.unit.status.conftest import SETTINGS

SCRIPT = Path(__file__).parents[3] / "workflow_scripts" / "draw_units.py"
MANIFEST = Path("results/archives/mice/m1.tsv")
RECORDING = Path("results/recordings/mice/m1.nc")
TABLE = Path("results/tables/units.csv")
EVALUATION = Path(f"results/{'long' * 60}/seed-4/evaluation.nc")
FIGURE = Path("results/figures/units.pdf")


def note(path: Path, command: str, *inputs: Path) -> None:
    """As Snakemake notes a job."""
    told = {"shellcmd": f"{command} > logs/it.log 2>&1", "input": [str(each) for each in inputs]}
    place(path).parent.mkdir(parents=True, exist_ok=True)
    place(path).write_text(json.dumps(told))


@pytest.fixture(autouse=True)
def workflow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    save_manifest([Entry("Subjects/m1/spikes.npy", 12, "ab" * 32)], MANIFEST)
    note(MANIFEST, "python workflow_scripts/fetch_session.py")
    command = f"python workflow_scripts/read_ibl.py --manifest {MANIFEST} --output {RECORDING}"
    save_netcdf(xr.Dataset(attrs={"command": command, "source": "the owners"}), RECORDING)
    save_netcdf(xr.Dataset(attrs={"seed": 4}), EVALUATION)
    note(EVALUATION, "python workflow_scripts/evaluate_network.py", RECORDING)
    TABLE.parent.mkdir()
    TABLE.write_text("row,value\n")
    note(TABLE, "python workflow_scripts/score_table.py", EVALUATION)
    monkeypatch.setattr(sys, "argv", [str(SCRIPT), "--table", str(TABLE)])
    arguments = Namespace(table=TABLE, evaluations=[EVALUATION], output=FIGURE)
    save_figure(lambda arrays: Figure(), xr.Dataset(), FIGURE.with_suffix(""), record(arguments))


def depth(lines: list[str], path: Path | str) -> int:
    (line,) = (line for line in lines if line.split(" in the")[0].strip() == str(path))
    return (len(line) - len(line.lstrip())) // 4


@pytest.mark.parametrize("suffix", [".pdf", ".png", ".nc"])
def test_a_figure_is_followed_to_the_archive(
    suffix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    figure = FIGURE.with_suffix(suffix)
    assert main(["provenance", str(figure.absolute())]) == 0
    lines = capsys.readouterr().out.splitlines()
    chain = [figure, TABLE, EVALUATION, RECORDING, MANIFEST, "Subjects/m1/spikes.npy"]
    assert [depth(lines, each) for each in chain] == [0, 1, 2, 3, 4, 5]
    assert f"    {EVALUATION} (see above)" in lines
    assert sum("as recorded" in line for line in lines) == 1
    assert "command  python workflow_scripts/score_table.py" in map(str.strip, lines)
    assert f"12 bytes, sha256 {'ab' * 32}" in "".join(lines)
    assert lines[-1] == f"To make it again: snakemake --cores all {figure}"


def test_a_changed_and_a_missing_file_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    TABLE.write_text("row,value\nother,1\n")
    RECORDING.unlink()
    assert main(["provenance", str(FIGURE)]) == 1
    said = capsys.readouterr().out
    assert f"\n{TABLE} has changed; it was " in said
    assert f"\n{RECORDING} is not there." in said


def test_tables_are_followed_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["provenance", str(TABLE)]) == 0
    assert depth(capsys.readouterr().out.splitlines(), RECORDING) == 2


@pytest.mark.parametrize(
    ("code", "state"),
    [
        (None, "whose script is not here"),
        (b"print()", "which is now "),
        (b"# A comment.\n" + SCRIPT.read_bytes(), "as it is now"),
    ],
)
def test_code_is_compared_with_that_of_today(
    code: bytes | None, state: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if code is not None:
        Path("workflow_scripts").mkdir()
        Path("workflow_scripts/draw_units.py").write_bytes(code)
    main(["provenance", str(FIGURE)])
    (line,) = (line for line in capsys.readouterr().out.splitlines() if "  code " in line)
    assert f", {state}" in line


def test_the_profile_of_the_results_folder_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    Path("config.yaml").write_text(yaml.safe_dump({**SETTINGS, "results": "elsewhere"}))
    Path("demo").mkdir()
    Path("demo/profile.yaml").write_text("configfile: demo/config.yaml\n")
    Path("demo/config.yaml").write_text(yaml.safe_dump({"results": "results"}))
    main(["provenance", str(FIGURE)])
    last = capsys.readouterr().out.splitlines()[-1]
    assert shlex.split(last)[-4:] == ["snakemake", "--profile", "demo", str(FIGURE)]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("none.pdf", "none.pdf is no file; name a figure"),
        ("other.pdf", "other.pdf does not say what made it, and Snakemake has no note of it in "),
        ("other.csv", "other.csv does not say what made it"),
        ("other.png", "other.png cannot be read as a file of its kind"),
    ],
)
def test_files_without_a_record_are_refused(
    path: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for suffix in ("pdf", "csv", "png"):
        Path(f"other.{suffix}").write_text("of others")
    assert main(["provenance", path]) == 2
    assert message in capsys.readouterr().err
