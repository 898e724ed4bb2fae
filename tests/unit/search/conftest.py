"""Workers that run in this process, on a session of seconds."""

import runpy
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch

from neurodag.search.trials import Trial
from tests.unit.search.searches import trials, words
from tests.unit.training.vision.planted import save, session


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def mouse(tmp_path: Path) -> Path:
    """A session file."""
    (path,) = save(tmp_path, session("mouse"))
    return path


@pytest.fixture
def search(tmp_path, mouse, monkeypatch) -> Callable[..., list[Trial]]:
    """Runs a worker in a folder; returns the trials of all workers there."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")

    def search(name: str, worker: int = 0, **settings: object) -> list[Trial]:
        folder = tmp_path / name
        monkeypatch.setattr(sys, "argv", words(folder, mouse, worker, **settings))
        runpy.run_path(sys.argv[0], run_name="__main__")
        return trials(folder)

    return search
