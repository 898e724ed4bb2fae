"""What a network was shown in some trials: images, behaviour, and what its blocks make of it."""

import numpy as np
import torch
import xarray as xr

from neurodag.evaluation.vision.opened import Opened
from neurodag.models.vision.images import centre, resized
from neurodag.models.vision.vit import ViT


def images_of(opened: Opened, session: xr.Dataset, trials: np.ndarray) -> xr.Dataset:
    """The images of `trials` `(trial,)` as the core sees them, each once, and which each shows."""
    network, recording, _ = opened
    image, first, index = np.unique(
        session["image_index"].values[trials], return_index=True, return_inverse=True
    )
    pictures = recording.pictures(torch.from_numpy(trials[first]).to(recording.image.device))
    seen = resized(centre(pictures, network.crop), network.size)
    about_picture = {"long_name": "standardised image as the core sees it", "units": "1"}
    about_index = {"long_name": "position along image of what is shown"}
    about_session = {"long_name": "position along image of the session"}
    return xr.Dataset(
        {
            "picture": (("image", "channel", "y", "x"), seen.cpu().numpy(), about_picture),
            "image_index": ("trial", index, about_index),
        },
        {"image": ("image", image, about_session)},
    )


def behavior_of(opened: Opened, core: ViT, session: xr.Dataset, trials: np.ndarray) -> xr.Dataset:
    """Behaviour as recorded in `trials` `(trial,)`, and what is added to tokens for it.

    `behavior_activation` (V1T paper, A.5) is there for cores whose blocks know of behaviour; there
    is nothing where no behaviour was recorded.
    """
    recording = opened.recording
    states = recording.states(torch.from_numpy(trials).to(recording.image.device))
    if states is None:
        return xr.Dataset()
    result = session[["behavior"]].isel(trial=trials).drop_vars("trial", errors="ignore")
    added = core.behavior_activations(states).cpu().numpy()
    if len(added):
        meaning = {"long_name": "what a block adds to each token for the behaviour", "units": "1"}
        result["behavior_activation"] = ("block", "trial", "width"), added, meaning
    return result
