"""What the tests of the workflow share."""

import json
import runpy
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.workflow.tree import ROOT, Tree, run_everything


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path)


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """A tree in which all is made, for tests that only look at it."""
    return run_everything(tmp_path_factory.mktemp("finished"))


@pytest.fixture
def run_script(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Runs a script of the workflow in this process, which has torch already, with one thread."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")

    def run(script: str, **options: object) -> None:
        words = [f"workflow_scripts/{script}.py"]
        for name, value in options.items():
            values = value if isinstance(value, list) else [value]
            words += [f"--{name.replace('_', '-')}", *map(as_word, values)]
        monkeypatch.setattr(sys, "argv", words)
        runpy.run_path(str(ROOT / words[0]), run_name="__main__")

    return run


def as_word(value: object) -> str:
    return json.dumps(value) if isinstance(value, dict) else str(value)
