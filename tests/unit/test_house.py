"""The files around the code agree with each other."""

import re
import runpy
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCK = (ROOT / "envs" / "requirements.lock").read_text()
PINS = [Requirement(line) for line in LOCK.splitlines() if not line.startswith("#")]


def make(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the Makefile in a folder that holds nothing else."""
    shutil.copy(ROOT / "Makefile", folder)
    return subprocess.run(["make", *arguments], cwd=folder, capture_output=True, text=True)


@pytest.mark.parametrize(
    "requirement", [*PYPROJECT["dependencies"], *PYPROJECT["optional-dependencies"]["dev"]]
)
def test_lock_satisfies_pyproject(requirement: str) -> None:
    wanted = Requirement(requirement)
    versions = [
        next(iter(pin.specifier)).version
        for pin in PINS
        if canonicalize_name(pin.name) == canonicalize_name(wanted.name)
    ]
    assert versions, f"{wanted.name} is not in envs/requirements.lock: run `make lock`."
    assert all(wanted.specifier.contains(version) for version in versions)


def test_lock_pins_exact_public_versions() -> None:
    for pin in PINS:
        assert re.fullmatch(r"==[^*+,]+", str(pin.specifier)), f"{pin} is not an exact pin"


def test_lock_names_no_index_and_no_cuda_wheel() -> None:
    assert "://" not in LOCK
    assert not [pin.name for pin in PINS if re.match(r"nvidia-|cuda-|triton$", pin.name)]


def test_conda_environment_is_made_from_the_lock() -> None:
    conda_env = runpy.run_path(str(ROOT / "envs" / "make_conda_env.py"))["conda_env"]
    written = (ROOT / "envs" / "neurodag.yaml").read_text()
    assert written == conda_env(LOCK), "envs/neurodag.yaml is stale: run `make lock`."
    assert [Requirement(pin) for pin in yaml.safe_load(written)["dependencies"][-1]["pip"]] == PINS


def test_make_help_lists_every_target(tmp_path: Path) -> None:
    shown = re.findall(r"^  make (\S+) ", make("help", folder=tmp_path).stdout, flags=re.MULTILINE)
    wanted = ".venv demo real test test-slow test-cluster lint bench schema lock clean"
    assert set(wanted.split()) <= set(shown)


@pytest.mark.parametrize(
    ("sessions", "message"),
    [
        ("", "SESSIONS is not given: name the folder of your session files"),
        ("nowhere", "SESSIONS=nowhere is not a folder: name the folder"),
    ],
)
def test_make_real_says_what_is_missing(tmp_path: Path, sessions: str, message: str) -> None:
    run = make("real", f"SESSIONS={sessions}", folder=tmp_path)
    assert run.returncode != 0
    assert message in run.stderr


def test_make_refuses_an_old_python(tmp_path: Path) -> None:
    (tmp_path / "envs").mkdir()
    (tmp_path / "envs" / "requirements.lock").touch()
    (tmp_path / "pyproject.toml").touch()
    run = make(".venv", "PYTHON=false", folder=tmp_path)
    assert run.returncode != 0
    assert "neurodag needs Python 3.11 or newer" in run.stderr
    assert not (tmp_path / ".venv").exists()
