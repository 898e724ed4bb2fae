"""A training run of seconds: what tests train, and a program to be killed and started again."""

import argparse
import sys
import time
from pathlib import Path

import numpy as np
import torch

from neurodag import config
from neurodag.files import save_netcdf
from neurodag.masking import MTM_SCHEMES, build_scheme
from neurodag.models.ndt1 import NDT1
from neurodag.models.ndt1_stitch import NDT1Stitch
from neurodag.models.weights import save_weights
from neurodag.training.devices import seed_everything
from neurodag.training.fit import Fitted, fit
from neurodag.training.interrupt import EXIT_INTERRUPTED, Interrupted
from neurodag.training.masked import MaskedModelling
from neurodag.training.recordings import Recording
from neurodag.training.workers import ALONE, Workers, start_workers, workers

REGION = np.array(["CA1", "CA1", "CA1", "PO", "PO", "VIS"])
MODEL = config.NDT1(blocks=1, width=16, heads=2, feedforward=16)
STITCH = config.NDT1Stitch(blocks=1, width=16, heads=2, feedforward=16, channels=8)
SETTINGS = config.Training(epochs=50, batch_size=8, learning_rate=1e-3, validation_interval=2)
OTHERS = {"b.1": (4, 9), "c/2": (5, 25)}
"""Units and training trials of the sessions beside the first; their last batches are of one."""


def spikes(trials: int, bins: int, units: int, rng: np.random.Generator) -> torch.Tensor:
    """Counts `(trial, time, unit)` whose rates rise and fall together, by up to e² either way."""
    shared = rng.choice([-2.0, 2.0], (trials, bins, 1))
    rates = np.exp(shared * np.linspace(0.5, 1, units))
    return torch.from_numpy(rng.poisson(rates).clip(max=255).astype(np.uint8))


def make_task(
    scheme: str = "mtm_prompted",
    settings: config.Training = SETTINGS,
    *,
    seed: int = 0,
    model: config.NDT1 = MODEL,
    trials: int = 28,
    bins: int = 6,
    workers: Workers = ALONE,
) -> MaskedModelling:
    """NDT1 on the session `a`."""
    recordings = {"a": recording(scheme, len(REGION), trials, bins, np.random.default_rng(0))}
    seed_everything(seed, "weights")
    network = NDT1(len(REGION), bins, model, prompts(scheme))
    return MaskedModelling(network, recordings, settings, seed, workers)


def make_task_of_many(
    scheme: str = "mtm_prompted",
    settings: config.Training = SETTINGS,
    *,
    model: config.NDT1Stitch = STITCH,
    workers: Workers = ALONE,
) -> MaskedModelling:
    """NDT1-stitch on the session `a` and others."""
    rng = np.random.default_rng(0)
    sizes = {"a": (len(REGION), 28)} | OTHERS
    recordings = {
        session: recording(scheme, units, trials, 6, rng)
        for session, (units, trials) in sizes.items()
    }
    seed_everything(0, "weights")
    units = {session: recording.units for session, recording in recordings.items()}
    network = NDT1Stitch(units, 6, model, prompts(scheme))
    return MaskedModelling(network, recordings, settings, 0, workers)


TASKS = {"one": make_task, "many": make_task_of_many}
"""Tasks of one session and of many."""


def recording(
    scheme: str, units: int, trials: int, bins: int, rng: np.random.Generator
) -> Recording:
    train, validation = (spikes(number, bins, units, rng) for number in (trials, 10))
    return Recording(train, validation, build_scheme(scheme, config.Masking(), REGION[:units]))


def prompts(scheme: str) -> int:
    return len(MTM_SCHEMES) if scheme == "mtm_prompted" else 0


class SlowTask(MaskedModelling):
    """Leaves time to be killed."""

    pause = 0.0

    def loss(self, batch, draw):
        time.sleep(self.pause)
        return super().loss(batch, draw)


def write(fitted: Fitted, folder: Path) -> None:
    save_netcdf(fitted.history, folder / "history.nc")
    save_weights(fitted.weights, {"scheme": "mtm_prompted"}, folder / "weights.safetensors")


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("folder", type=Path)
    options.add_argument("--sessions", choices=TASKS, default="one")
    options.add_argument("--epochs", type=int, default=SETTINGS.epochs)
    options.add_argument("--pause", type=float, default=0.0, help="seconds before each step")
    options.add_argument("--processes", type=int, default=1)
    arguments = options.parse_args()
    start_workers(arguments.processes)
    torch.set_num_threads(1)
    settings = SETTINGS.model_copy(update={"epochs": arguments.epochs})
    state = arguments.folder / "state.pt"
    with workers(torch.device("cpu")) as group:
        task = TASKS[arguments.sessions](settings=settings, workers=group)
        task.__class__ = SlowTask
        task.pause = arguments.pause
        try:
            fitted = fit(task, settings, seed=0, state=state, save_every=0, workers=group)
        except Interrupted:
            sys.exit(EXIT_INTERRUPTED)
        if group.first:
            write(fitted, arguments.folder)
