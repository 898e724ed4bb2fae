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
from neurodag.models.weights import save_weights
from neurodag.training.devices import seed_everything
from neurodag.training.fit import Fitted, fit
from neurodag.training.interrupt import EXIT_INTERRUPTED, Interrupted
from neurodag.training.masked import MaskedModelling
from neurodag.training.workers import ALONE, Workers, start_workers, workers

REGION = np.array(["CA1", "CA1", "CA1", "PO", "PO", "VIS"])
MODEL = config.NDT1(blocks=1, width=16, heads=2, feedforward=16)
SETTINGS = config.Training(epochs=50, batch_size=8, learning_rate=1e-3, validation_interval=2)


def spikes(trials: int, bins: int, rng: np.random.Generator) -> torch.Tensor:
    """Counts `(trial, time, unit)` whose rates rise and fall together, by up to e² either way."""
    shared = rng.choice([-2.0, 2.0], (trials, bins, 1))
    rates = np.exp(shared * np.linspace(0.5, 1, len(REGION)))
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
    rng = np.random.default_rng(0)
    train, validation = spikes(trials, bins, rng), spikes(10, bins, rng)
    seed_everything(seed, "weights")
    prompts = len(MTM_SCHEMES) if scheme == "mtm_prompted" else 0
    network = NDT1(len(REGION), bins, model, prompts)
    masking = build_scheme(scheme, config.Masking(), REGION)
    return MaskedModelling(network, masking, train, validation, settings, seed, workers)


class SlowTask(MaskedModelling):
    """Leaves time to be killed."""

    pause = 0.0

    def loss(self, items, draw):
        time.sleep(self.pause)
        return super().loss(items, draw)


def write(fitted: Fitted, folder: Path) -> None:
    save_netcdf(fitted.history, folder / "history.nc")
    save_weights(fitted.weights, {"scheme": "mtm_prompted"}, folder / "weights.safetensors")


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("folder", type=Path)
    options.add_argument("--pause", type=float, default=0.0, help="seconds before each step")
    options.add_argument("--processes", type=int, default=1)
    arguments = options.parse_args()
    start_workers(arguments.processes)
    torch.set_num_threads(1)
    state = arguments.folder / "state.pt"
    with workers(torch.device("cpu")) as group:
        task = make_task(workers=group)
        task.__class__ = SlowTask
        task.pause = arguments.pause
        try:
            fitted = fit(task, SETTINGS, seed=0, state=state, save_every=0, workers=group)
        except Interrupted:
            sys.exit(EXIT_INTERRUPTED)
        if group.first:
            write(fitted, arguments.folder)
