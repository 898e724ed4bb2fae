"""Tests remember nothing of the user's, and nothing of each other."""

from pathlib import Path

import pytest

from neurodag.provenance.fingerprint import closures
from tests.unit.provenance.project import Project


@pytest.fixture(autouse=True)
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    closures.cache_clear()
    return tmp_path / "cache"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "project")
