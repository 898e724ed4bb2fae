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
LOCKS = {"requirements": "neurodag", "one": "one"}  # and the conda environments made from them


def pins(lock: str) -> list[Requirement]:
    lines = (ROOT / "envs" / f"{lock}.lock").read_text().splitlines()
    return [Requirement(line) for line in lines if not line.startswith("#")]


def make(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the Makefile in a folder that holds nothing else."""
    shutil.copy(ROOT / "Makefile", folder)
    return subprocess.run(["make", *arguments], cwd=folder, capture_output=True, text=True)


def required(lock: str) -> list[str]:
    """The requirements of the project that a lock must satisfy."""
    extras = PYPROJECT["optional-dependencies"]
    more = {"requirements": extras["dev"] + extras["nwb"] + extras["search"], "one": extras["one"]}[
        lock
    ]
    return [*PYPROJECT["dependencies"], *more]


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_satisfies_pyproject(lock: str) -> None:
    for wanted in map(Requirement, required(lock)):
        versions = [
            next(iter(pin.specifier)).version
            for pin in pins(lock)
            if canonicalize_name(pin.name) == canonicalize_name(wanted.name)
        ]
        assert versions, f"{wanted.name} is not in envs/{lock}.lock: run `make lock`."
        assert all(wanted.specifier.contains(version) for version in versions)


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_pins_exact_public_versions(lock: str) -> None:
    for pin in pins(lock):
        assert re.fullmatch(r"==[^*+,]+", str(pin.specifier)), f"{pin} is not an exact pin"


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_index_and_no_cuda_wheel(lock: str) -> None:
    assert "://" not in (ROOT / "envs" / f"{lock}.lock").read_text()
    assert not [pin.name for pin in pins(lock) if re.match(r"nvidia-|cuda-|triton$", pin.name)]


@pytest.mark.parametrize(("lock", "name"), LOCKS.items())
def test_conda_environment_is_made_from_the_lock(lock: str, name: str) -> None:
    conda_env = runpy.run_path(str(ROOT / "envs" / "make_conda_env.py"))["conda_env"]
    written = (ROOT / "envs" / f"{name}.yaml").read_text()
    assert written == conda_env(name), f"envs/{name}.yaml is stale: run `make lock`."
    listed = yaml.safe_load(written)["dependencies"][-1]["pip"]
    assert [Requirement(pin) for pin in listed] == pins(lock)


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
