"""`neurodag doctor`, as it is called, with commands of SLURM that are scripts."""

import shutil
from pathlib import Path

import pytest
import yaml

from neurodag.cli.main import main
from neurodag.sessions import save_session
from tests.factories import spikes_session
from tests.unit.doctor import texts
from tests.unit.status.conftest import SETTINGS

PROFILE = {
    "executor": "submitit",
    "submitit-array-limit": 20000,
    "set-resources": {"train_network": {"gpu": 1, "runtime": 720}},
}
ANSWERS = {
    "scontrol ping": "Slurmctld(primary) at head is UP\n",
    "scontrol show config": texts.CONFIG,
    "scontrol show partition": texts.PARTITIONS,
    "sinfo --noheader": texts.NODES,
}
COMMANDS = ("sbatch", "squeue", "scontrol", "scancel", "sacct", "sacctmgr", "sinfo")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workflow whose recordings are there, on a machine without commands."""
    work = tmp_path / "work"
    work.mkdir()
    (work / "config.yaml").write_text(yaml.safe_dump(SETTINGS))
    for session in ("m1", "m2"):
        save_session(spikes_session(), work / "data" / "mice" / f"{session}.nc")
    (tmp_path / "bin").mkdir()
    monkeypatch.chdir(work)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return work


def install_slurm(folder: Path, answers: dict[str, str]) -> None:
    """Commands that print the answer to what they are asked, and else fail."""
    cat = shutil.which("cat", path="/bin:/usr/bin")
    for command in COMMANDS:
        lines = ["#!/bin/sh"]
        for index, (question, text) in enumerate(answers.items()):
            if question.startswith(f"{command} "):
                answer = folder.parent / f"{command}-{index}"
                answer.write_text(text)
                lines.append(f'case "{command} $*" in "{question}"*) exec {cat} {answer};; esac')
        script = folder.parent / "bin" / command
        script.write_text("\n".join([*lines, "echo 'Unable to contact' >&2", "exit 1", ""]))
        script.chmod(0o755)
    (folder / "slurm").mkdir()
    (folder / "slurm" / "profile.yaml").write_text(yaml.safe_dump(PROFILE))


def test_without_slurm_all_is_well(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert "INFO     SLURM's commands are not here: jobs can run on this machine alone." in said
    assert "All 2 recordings are in data/mice" in said
    assert "PROBLEM" not in said
    assert not (folder / "results").exists()


def test_a_problem_of_the_cluster_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    install_slurm(folder, ANSWERS)
    assert main(["doctor"]) == 1
    said = capsys.readouterr().out.partition("SLURM\n")[2]
    assert "PROBLEM  `submitit-array-limit` is 20000, but MaxArraySize is 10001.\n" in said
    assert "           → Set `submitit-array-limit: 10000`.\n" in said
    assert "OK       Partitions: main, low, urgent" in said
    assert "WARNING  The accounting database does not answer: `sacct" in said


def test_a_controller_that_is_down(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    install_slurm(folder, {"scontrol ping": "Slurmctld(primary) at head is DOWN\n"})
    assert main(["doctor"]) == 1
    assert "PROBLEM  SLURM's controller does not answer" in capsys.readouterr().out


def test_wrong_settings_do_not_end_the_examination(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "over.yaml").write_text("mtm: {seeds: [one], dataset: rats}")
    assert main(["doctor", "--configfile", "over.yaml"]) == 1
    said = capsys.readouterr().out
    assert "PROBLEM  `mtm.seeds[0]` is" in said
    assert "PROBLEM  `mtm.dataset` is rats" in said
    assert "INFO     SLURM's commands are not here" in said
