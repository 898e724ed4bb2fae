"""A folder in which Snakemake has noted jobs."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from neurodag.lineage.notes import place
from neurodag.report.behind import _made

Note = Callable[..., Path]


@pytest.fixture(autouse=True)
def workflow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    _made.cache_clear()
    yield
    _made.cache_clear()


@pytest.fixture
def note() -> Note:
    """Makes a file, and notes its job as Snakemake does; returns its path."""

    def note(path: str, script: str, *inputs: Path, **told: Any) -> Path:
        command = f"python workflow_scripts/{script}.py {told.pop('options', '')} > it.log 2>&1"
        names = [each.as_posix() for each in inputs]
        record = {"rule": script, "shellcmd": command, "input": names, **told}
        file = place(Path(path))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(record))
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).touch()
        return Path(path)

    return note
