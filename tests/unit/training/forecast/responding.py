"""Small sessions whose units respond to some of the stimuli, and networks that learn which."""

from pathlib import Path

import numpy as np
import torch
import xarray as xr

from neurodag.config import forecast as config
from neurodag.models.forecast.autoencoder import QuantFormer
from neurodag.sessions import save_session
from neurodag.training.devices import seed_everything
from neurodag.training.forecast.observations import Observations, observations_of
from neurodag.training.forecast.pretraining import Pretraining
from tests.unit.training.forecast import planted

BUMP = 40.0 * np.array([0.5, 1.0, 1.0, 0.7, 0.4, 0.2])
"""What a response adds to a fluorescence of about 100, by frame from the onset on."""
WINDOWS = planted.WINDOWS
NETWORK = config.ForecastNetwork.model_validate(
    {
        "patch": 2,
        "transformer": {"blocks": 1, "width": 8, "heads": 2, "feedforward_factor": 2},
        "quantizer": {"codes": 6, "replace_after": 5},
    }
)
TASK = config.TaskTraining(epochs=2, batch_size=8, learning_rate=0.01)


def session(name: str = "a", *, units: int = 5, presentations: int = 36, seed: int = 0):
    """The first half of the units responds to two of four conditions; with its split.

    What does not respond falls by half as much.
    """
    made = planted.session(
        presentations, units=units, stimuli=("drifting_gratings",), session_id=name
    )
    rng = np.random.default_rng(seed)
    values = rng.normal(100.0, 1.0, made["fluorescence"].shape)
    for onset, shown in zip(made["onset_frame"].values, made["condition"].values, strict=True):
        responds = (np.arange(units) < units / 2) & (shown < 2)
        values[onset : onset + len(BUMP)] += np.outer(BUMP, np.where(responds, 1.0, -0.5))
    return planted.with_fluorescence(made, values)


def observed(*sessions: xr.Dataset) -> dict[str, Observations]:
    return {one.attrs["session_id"]: observations_of(one, WINDOWS, planted.CPU) for one in sessions}


def pretraining_run(**changes: object) -> config.PretrainingRun:
    given = {
        "windows": WINDOWS.model_dump(),
        "network": NETWORK.model_dump(),
        "training": {"epochs": 2, "batch_size": 8, "learning_rate": 0.01},
    }
    return config.PretrainingRun.model_validate(given | changes)


def new_network(settings: config.ForecastNetwork = NETWORK, seed: int = 0) -> QuantFormer:
    seed_everything(seed, "weights")
    return QuantFormer(WINDOWS.baseline_frames, WINDOWS.response_frames, settings)


def pretraining(sessions: dict[str, Observations], **changes: object) -> Pretraining:
    run = pretraining_run(**changes)
    return Pretraining(new_network(run.network), sessions, run, seed=0)


def quantizing(seed: int = 0) -> QuantFormer:
    """A network whose codes are at tokens of these sessions, as they are after pre-training."""
    network = new_network(seed=seed)
    found = observed(session())["a"]
    everything = found.cut(*found.every_unit(found.of("train")))
    with torch.no_grad():
        tokens = network(everything.signal).tokens.flatten(0, 1)
        number = len(network.codebook.entries)
        chosen = torch.linspace(0, len(tokens) - 1, number).long()
        network.codebook.entries.copy_(tokens[chosen])
    return network


def save(folder: Path, *sessions: xr.Dataset) -> list[Path]:
    paths = [folder / f"{number}.nc" for number in range(len(sessions))]
    for path, one in zip(paths, sessions, strict=True):
        save_session(one, path)
    return paths
