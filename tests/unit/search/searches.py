"""A search of seconds: what tests look at, and a program to be killed and started again."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from neurodag.config.vision import SearchedRun
from neurodag.search.trials import Trial, read_trials
from tests.unit.training.vision.planted import VIT

SCRIPT = Path(__file__).resolve().parents[3] / "workflow_scripts" / "search_worker.py"
SPACE = {
    "core": {
        **{"patch": [2, 4], "stride": [2, 4], "blocks": [1, 2], "heads": [1, 2], "width": [4, 8]},
        **{"feedforward": [4, 8], "l1": [0.0, 0.01]},
    },
    "readout": {"l1": [0.0, 0.01]},
}


def searched(**search: Any) -> SearchedRun:
    """A search over small networks for images of 8 × 8 pixels."""
    small = {"cohort": "mice", "network": "v1t", "workers": 1, "trials": 6, "space": SPACE}
    brackets = {"epochs": 4, "least_epochs": 1, "reduction": 2, "random_trials": 2}
    return SearchedRun.model_validate(
        {
            "search": small | brackets | search,
            "network": VIT.model_dump(),
            "training": {"batch_size": 8},
        }
    )


def words(folder: Path, session: Path, worker: int = 0, **search: Any) -> list[str]:
    """The options of a worker that writes `folder`/WORKER.json."""
    options = {
        "sessions": session,
        "settings": searched(**search).model_dump_json(),
        "worker": worker,
        "state": folder / "state",
        "save-every": 0,
        "device": "cpu",
        "output": folder / f"{worker}.json",
    }
    return [str(SCRIPT), *(str(x) for name, value in options.items() for x in (f"--{name}", value))]


def start(*given: Any, **search: Any) -> subprocess.Popen[bytes]:
    """A worker as a process of its own."""
    return subprocess.Popen(
        [sys.executable, *words(*given, **search)],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def trials(folder: Path) -> list[Trial]:
    return read_trials(sorted(folder.glob("*.json")))


def journal(folder: Path) -> list[dict[str, Any]]:
    """What workers have written in the journal so far."""
    path = folder / "state" / "journal.log"
    lines = path.read_text().split("\n")[:-1] if path.exists() else []
    return [json.loads(line) for line in lines]
