"""From the weights of a network and a session to both, ready to be asked about the session."""

from pathlib import Path
from typing import Any, NamedTuple

import torch
import xarray as xr

from neurodag.errors import NeurodagError
from neurodag.models.vision.build import build_vision
from neurodag.models.vision.network import VisionNetwork
from neurodag.models.weights import load_weights
from neurodag.training.vision.recordings import Recording, recording_of


class Opened(NamedTuple):
    """A trained network, and a session that it knows."""

    network: VisionNetwork
    recording: Recording
    description: dict[str, Any]
    """What the weights say of themselves."""

    @property
    def training(self) -> str:
        """One of `predictions.TRAININGS`."""
        if "pretraining" in self.description:
            return "transfer"
        return "together" if len(self.description["sessions"]) > 1 else "alone"


def open_network(weights: Path, session: xr.Dataset, device: torch.device) -> Opened:
    """The network whose weights lie in the file `weights`, and the session as it sees it.

    Raises NeurodagError if the weights are not of this session.
    """
    tensors, description = load_weights(weights)
    name = session.attrs["session_id"]
    if "network" not in description:
        raise NeurodagError(
            f"{weights} holds no network from images to responses; give weights that "
            "workflow_scripts/train_vision.py has written."
        )
    if name not in description["sessions"]:
        raise NeurodagError(
            f"{weights} was trained on {', '.join(description['sessions'])}, but the session given "
            f"is {name}; give a session that it was trained on, or train a readout for this one "
            "with workflow_scripts/transfer_vision.py."
        )
    recording = recording_of(session, device, gray=description["gray"])
    here, there = recording.animal.described(), description["sessions"][name]
    for key, ours in here.items():
        if ours != there[key]:
            raise NeurodagError(
                f"{weights} was trained on session {name} with {key} {there[key]}, but the file "
                f"given has {ours}; give the file that it was trained on."
            )
    network = build_vision(description)
    network.load_state_dict(tensors)
    return Opened(network.eval().to(device), recording, description)
