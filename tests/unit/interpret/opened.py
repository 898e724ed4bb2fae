"""Small sessions and networks of them, as the scripts open them."""

import numpy as np
import torch
import xarray as xr

from neurodag.config.vision import VisionNetwork as Settings
from neurodag.evaluation.vision.opened import Opened
from neurodag.models.vision.network import VisionNetwork
from neurodag.sessions import add_split
from neurodag.training.vision.recordings import recording_of
from tests.factories import images_session

CPU = torch.device("cpu")
BEHAVIOR = ("pupil_dilation", "running_speed", "pupil_center_x", "pupil_center_y")
V1T = {
    "kind": "vit",
    "patch": 4,
    "stride": 2,
    "blocks": 2,
    "heads": 2,
    "width": 6,
    "feedforward": 8,
    "behavior_units": 5,
}
CNN = {"kind": "cnn", "channels": 4, "first_kernel": 5, "kernel": 3}


def small_session(*, behavior: bool = True, positions: bool = True, channels: int = 1):
    """40 trials of 20 pictures of 12 × 16 pixels, with a split."""
    session = images_session(size=(12, 16), behavior=False)
    pictures = session["image"].isel(channel=[0] * channels)
    session = session.drop_vars("image").assign(image=pictures)
    if behavior:
        state = np.random.default_rng(1).normal(3, 2, (session.sizes["trial"], len(BEHAVIOR)))
        session["behavior"] = ("trial", "behavior_variable"), state
        session = session.assign_coords(behavior_variable=list(BEHAVIOR))
    if not positions:
        session = session.drop_vars("unit_position")
    return add_split(session, seed=0, fractions=(0.5, 0.2, 0.3))


def opened(session: xr.Dataset, core: dict, **settings: object) -> Opened:
    """A network of this session with fresh weights."""
    chosen = Settings.model_validate({"core": core, "size": (8, 12)} | settings)
    recording, name = recording_of(session, CPU), session.attrs["session_id"]
    torch.manual_seed(0)
    network = VisionNetwork({name: recording.animal}, chosen).eval()
    with torch.no_grad():
        for parameter in network.readout.parameters():
            parameter.normal_()  # fresh units differ in their place alone
    description = {
        "sessions": {name: recording.animal.described()},
        "network": chosen.model_dump(mode="json"),
        "seed": 5,
        "gray": False,
        "samples": None,
    }
    return Opened(network, recording, description)
