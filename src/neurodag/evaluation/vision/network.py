"""The responses that a trained network predicts."""

from pathlib import Path

import torch
import xarray as xr

from neurodag.evaluation.vision.opened import open_network
from neurodag.evaluation.vision.predictions import predicted_trials, predictions
from neurodag.models.vision.network import responses

TRIALS_AT_ONCE = {"cpu": 16, "cuda": 128}
"""How many trials go through the network together."""


@torch.no_grad()
def predict_network(
    weights: Path, session: xr.Dataset, model: str, device: torch.device
) -> xr.Dataset:
    """Predictions for the validation and test trials of a session with its split.

    `model` is what the network is called in tables. Raises NeurodagError if the weights are not of
    this session.
    """
    network, recording, description = opened = open_network(weights, session, device)
    trials = torch.from_numpy(predicted_trials(session)).to(device)
    drive = torch.cat(
        [
            network(
                recording.pictures(part),
                session=session.attrs["session_id"],
                behavior=recording.states(part),
            ).float()
            for part in trials.split(TRIALS_AT_ONCE.get(device.type, 16))
        ]
    )
    about = {
        "model": model,
        "seed": description["seed"],
        "gray": int(description["gray"]),
        "samples": description["samples"] or 0,
        "training": opened.training,
        "members": 1,
    }
    expected = responses(drive)
    return predictions(session, expected.cpu().numpy(), about, drive.cpu().numpy())
