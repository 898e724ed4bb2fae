"""Tests remember nothing of the user's, and nothing of each other."""

from pathlib import Path

import pytest

from neurodag.provenance import fingerprint


@pytest.fixture(autouse=True)
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    fingerprint.memory.cache_clear()
    return tmp_path / "cache"
