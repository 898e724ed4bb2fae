"""Python, the packages that are installed, and Snakemake's executor."""

import sys
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version

from neurodag.doctor.finding import Findings, info, ok, problem, warning

LOCK = Path("envs/requirements.lock")
OLDEST_PYTHON = (3, 11)
SHOWN = 6
"""Packages that are named one by one."""
READERS = {"h5py": "h5py", "pynwb": "pynwb", "one": "ONE-api"}
"""Modules that read archives, and who distributes them."""


def check_python() -> Findings:
    running = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST_PYTHON:
        yield problem(
            f"Python {running} is too old.", "Use Python 3.11 or newer, with `make .venv`."
        )
    else:
        yield ok(f"Python {running}, {sys.executable}")


def check_packages() -> Findings:
    """Whether what neurodag needs is there, in the versions that it is tested with."""
    unmet = unmet_requirements(requires("neurodag") or [])
    if unmet:
        yield problem(f"neurodag needs {_some(unmet)}.", "Make the environment anew: `make .venv`.")
    if not LOCK.is_file():
        yield info(f"There is no {LOCK} here to compare the installed versions with.")
        return
    others = other_versions(LOCK.read_text(encoding="utf-8"))
    if others:
        yield warning(
            f"Versions other than in {LOCK}: {_some(others)}.",
            "Results may differ in the last digits; `make .venv` installs the tested versions.",
        )
    else:
        yield ok(f"The installed versions are those of {LOCK}")


def unmet_requirements(lines: list[str]) -> list[str]:
    """Requirements, as package metadata write them, that what is installed does not meet."""
    unmet = []
    for line in lines:
        wanted = Requirement(line)
        if wanted.marker and not wanted.marker.evaluate({"extra": ""}):
            continue
        installed = installed_version(wanted.name)
        if installed is None or not wanted.specifier.contains(installed, prereleases=True):
            unmet.append(f"{wanted.name}{wanted.specifier} ({installed or 'not installed'})")
    return unmet


def other_versions(lock: str) -> list[str]:
    """Installed packages whose version is not the one that a lock file pins."""
    others = []
    for line in lock.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        pin = Requirement(line)
        installed = installed_version(pin.name)
        if installed is None or (pin.marker and not pin.marker.evaluate()):
            continue
        if not pin.specifier.contains(Version(installed).public, prereleases=True):
            others.append(f"{pin.name} {installed} (tested: {str(pin.specifier).lstrip('=')})")
    return others


def check_snakemake() -> Findings:
    installed = installed_version("snakemake")
    if installed is None:
        yield problem("Snakemake is not installed.", "Make the environment anew: `make .venv`.")
        return
    from snakemake_interface_executor_plugins.registry import ExecutorPluginRegistry

    if ExecutorPluginRegistry().is_installed("submitit"):
        yield ok(f"Snakemake {installed} finds the executor submitit")
    else:
        yield problem(
            f"Snakemake {installed} does not find the executor submitit, which clusters need.",
            "Install neurodag into the environment of Snakemake: `pip install --no-deps -e .`.",
        )


def check_readers() -> Findings:
    here = [name for module, name in READERS.items() if find_spec(module)]
    away = [name for name in READERS.values() if name not in here]
    if away:
        yield info(
            f"Not installed: {', '.join(away)}; needed only where sessions are made of archives."
        )
    if here:
        yield ok(f"Readers of archives: {', '.join(here)}")


def installed_version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _some(words: list[str]) -> str:
    more = len(words) - SHOWN
    return ", ".join(words[:SHOWN]) + (f" and {more} more" if more > 0 else "")
