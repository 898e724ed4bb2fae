"""Small sessions whose units see a place in the picture, for networks that learn in seconds."""

from pathlib import Path

import numpy as np
import torch
import xarray as xr

from neurodag.config.vision import VisionNetwork, VisionTraining
from neurodag.models.vision.network import VisionNetwork as Network
from neurodag.sessions import add_split, save_session
from neurodag.training.devices import seed_everything
from neurodag.training.vision.recordings import Recording, recording_of
from neurodag.training.vision.task import ImageResponses
from neurodag.training.workers import ALONE, Workers
from tests.factories import images_session

CPU = torch.device("cpu")
CNN = VisionNetwork.model_validate(
    {
        "core": {"kind": "cnn", "layers": 1, "channels": 4, "first_kernel": 3, "smoothness": 0.01},
        "size": [8, 8],
    }
)
VIT = VisionNetwork.model_validate(
    {
        "core": {
            **{"kind": "vit", "patch": 4, "stride": 2, "width": 8, "blocks": 1, "heads": 2},
            **{"feedforward": 8, "l1": 0.001, "attention_dropout": 0.1},
        },
        "size": [8, 8],
    }
)
TRAINING = VisionTraining(epochs=2, batch_size=8, learning_rate=0.02)


def session(
    name: str = "a", *, images: int = 40, units: int = 3, seed: int = 0, **facts: object
) -> xr.Dataset:
    """Units count, noisily, how bright their place is; with its split."""
    made = images_session(
        images, 1, units, size=(8, 8), session_id=name, seed=seed, **{"behavior": False} | facts
    )
    shown = made["image"].values[made["image_index"].values, 0] / 255
    place = np.random.default_rng(seed + 1).integers(1, 5, (units, 2))
    seen = np.stack([shown[:, y : y + 3, x : x + 3].mean(axis=(1, 2)) for y, x in place], axis=1)
    rate = np.exp(6 * (seen - seen.mean(axis=0)) / seen.std(axis=0) / 4)
    made["response"].values = np.random.default_rng(seed + 2).poisson(5 * rate).astype(float)
    return add_split(made, seed=0, fractions=(0.6, 0.2, 0.2))


def recordings(*sessions: xr.Dataset) -> dict[str, Recording]:
    return {one.attrs["session_id"]: recording_of(one, CPU) for one in sessions}


def task(
    found: dict[str, Recording],
    network: VisionNetwork = VIT,
    training: VisionTraining = TRAINING,
    workers: Workers = ALONE,
) -> ImageResponses:
    seed_everything(0, "weights")
    animals = {name: recording.animal for name, recording in found.items()}
    return ImageResponses(Network(animals, network), found, training, workers)


def save(folder: Path, *sessions: xr.Dataset) -> list[Path]:
    paths = [folder / f"{number}.nc" for number in range(len(sessions))]
    for path, one in zip(paths, sessions, strict=True):
        save_session(one, path)
    return paths
