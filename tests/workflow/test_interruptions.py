"""Killed and failed jobs leave nothing that looks finished, and starting again mends them."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from neurodag.config import Run, read_config
from tests.workflow.tree import ROOT, SESSION, Tree, one_thread

EPOCHS = 200
"""Enough that a run is still going on when it is stopped: a second or two."""
PREPARED = f"results/sessions/tiny/{SESSION}.nc"
NAME = "temporal_ratio-0.3_seed-1"
WEIGHTS = f"results/mtm/runs/ndt1/{SESSION}/{NAME}/weights.safetensors"
LOG = f"results/logs/train_network/ndt1/{SESSION}/{NAME}.log"
SETTINGS = ("--cores", "1", "--configfile", "tiny.yaml", "--config")
LONG = (*SETTINGS, f"mtm={{training: {{epochs: {EPOCHS}}}}}")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """A tree in which the session is ready to be trained on."""
    tree = Tree(tmp_path_factory.mktemp("prepared"))
    run = tree.snakemake(*LONG, "--", PREPARED)
    assert run.returncode == 0, run.stdout
    return tree


@pytest.fixture
def training(prepared: Tree, tmp_path: Path) -> Callable[[str], dict[str, Any]]:
    """Options of `train_network` for the same run outside Snakemake, its files in a subfolder."""
    config = read_config([ROOT / "config.yaml", prepared.folder / "tiny.yaml"])
    settings = Run(model=config.mtm.model, masking=config.mtm.masking).model_dump(mode="json")
    settings["training"] = config.mtm.training.model_dump(mode="json") | {"epochs": EPOCHS}

    def options(name: str) -> dict[str, Any]:
        return {
            "session": prepared.folder / PREPARED,
            "scheme": "temporal",
            "seed": 1,
            "settings": settings,
            "weights": tmp_path / name / "weights.safetensors",
            "history": tmp_path / name / "history.nc",
            "state": tmp_path / name / "state.pt",
        }

    return options


@pytest.mark.slow
def test_a_killed_workflow_goes_on_when_started_again(
    prepared: Tree, training: Callable[[str], dict[str, Any]], run_script: Callable[..., None]
) -> None:
    weights, log = prepared.folder / WEIGHTS, prepared.folder / LOG
    snakemake = prepared.start(*LONG, "--", WEIGHTS)
    wait_until(lambda: log.exists() and "epoch 1/" in log.read_text())
    os.killpg(snakemake.pid, signal.SIGKILL)
    snakemake.wait()
    assert not weights.exists()

    locked = prepared.snakemake(*LONG, "--", WEIGHTS)
    assert locked.returncode != 0
    assert "--unlock" in locked.stdout
    assert prepared.snakemake(*LONG, "--unlock").returncode == 0
    again = prepared.snakemake(*LONG, "--", WEIGHTS)
    assert again.returncode == 0, again.stdout

    undisturbed = training("undisturbed")
    run_script("train_network", **undisturbed)
    assert weights.read_bytes() == undisturbed["weights"].read_bytes()
    history = weights.with_name("history.nc")
    assert history.read_bytes() == undisturbed["history"].read_bytes()


def test_a_failed_training_leaves_a_log_and_no_result(prepared: Tree) -> None:
    diverging = "mtm={training: {learning_rate: 1.0e+9}, seeds: [2]}"
    weights, log = WEIGHTS.replace("seed-1", "seed-2"), LOG.replace("seed-1", "seed-2")
    quiet = ("--quiet", "rules", "host", "reason")  # as in the profiles
    run = prepared.snakemake(*quiet, *SETTINGS, diverging, "--", weights)
    assert run.returncode != 0
    assert log in run.stdout
    said = (prepared.folder / log).read_text()
    assert "the run diverged. Lower training.learning_rate" in said
    assert "Traceback" not in said
    assert not list((prepared.folder / weights).parent.glob("*"))


@pytest.mark.parametrize(
    ("number", "status"),
    [
        (signal.SIGKILL, -signal.SIGKILL),
        pytest.param(signal.SIGTERM, 128 + signal.SIGTERM, marks=pytest.mark.slow),
    ],
)
def test_a_stopped_training_goes_on_from_its_state(
    number: signal.Signals,
    status: int,
    training: Callable[[str], dict[str, Any]],
    run_script: Callable[..., None],
) -> None:
    options = training("stopped")
    process = start(options)
    wait_until(options["state"].exists)
    process.send_signal(number)
    assert process.wait() == status
    assert options["state"].exists()
    assert not options["weights"].exists()

    run_script("train_network", **options)
    assert not options["state"].exists()

    undisturbed = training("undisturbed")
    run_script("train_network", **undisturbed)
    for file in ("weights", "history"):
        assert options[file].read_bytes() == undisturbed[file].read_bytes()


@pytest.mark.slow
def test_two_trainings_at_once_take_turns(
    training: Callable[[str], dict[str, Any]], run_script: Callable[..., None]
) -> None:
    options = training("twice")
    processes = [start(options) for _ in range(2)]
    assert [process.wait() for process in processes] == [0, 0]
    folder = options["weights"].parent
    assert {path.name for path in folder.iterdir()} == {
        *("weights.safetensors", "history.nc", "state.json")
    }

    undisturbed = training("undisturbed")
    run_script("train_network", **undisturbed)
    for file in ("weights", "history"):
        assert options[file].read_bytes() == undisturbed[file].read_bytes()


def start(options: dict[str, Any]) -> subprocess.Popen[bytes]:
    """`train_network` in a process of its own, which saves its state after each step."""
    words = [
        word
        for name, value in options.items()
        for word in (f"--{name}", json.dumps(value) if name == "settings" else str(value))
    ]
    script = str(ROOT / "workflow_scripts/train_network.py")
    return subprocess.Popen(
        [sys.executable, script, *words, "--save-every", "0"],
        env=one_thread() | {"PYTHONPATH": str(ROOT / "src")},
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


def wait_until(condition: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not so after {seconds} s"
        time.sleep(0.02)
