"""Artificial receptive fields of a trained network, and the Gaussians that fit them."""

import torch
import xarray as xr
from torch import Tensor

from neurodag.config.vision import ReceptiveFields
from neurodag.evaluation.vision.opened import Opened
from neurodag.interpret.about import about
from neurodag.interpret.field_fits import fit_fields
from neurodag.interpret.receptive_fields import Respond, receptive_fields
from neurodag.models.vision.images import with_channels
from neurodag.models.vision.network import VisionNetwork, responses

IMAGES_AT_ONCE = {"cpu": 64, "cuda": 512}
"""How many noise images go through the network together; a transformer's tokens take more."""


def map_receptive_fields(
    opened: Opened, session: xr.Dataset, settings: ReceptiveFields, seed: int, model: str
) -> xr.Dataset:
    """Receptive fields of all units in pixels of what the core sees, and their fits.

    The animal is in the mean state of its training trials: readouts stay where the mean position of
    the pupil puts them.
    """
    network, recording, _ = opened
    device = recording.image.device
    channels, name = recording.animal.channels, session.attrs["session_id"]
    states = recording.states(recording.train)
    state = torch.zeros(0, device=device) if states is None else states.mean(dim=0)
    fields = receptive_fields(
        as_respond(network, name, state),
        recording.animal.units,
        (channels, *network.size),
        images=settings.images,
        seed=seed,
        device=device,
        at_once=IMAGES_AT_ONCE.get(device.type, 64),
        centred=settings.centred,
    )
    result = fit_fields(fields, settings, seed)
    result["receptive_field"] = (
        ("unit", "channel", "y", "x"),
        fields.cpu().numpy(),
        {"long_name": "noise weighted by responses, summed", "units": "1"},
    )
    if "unit" in session:
        result = result.assign_coords(unit=session["unit"])
    noise = {"images": settings.images, "centred": int(settings.centred), "noise_seed": seed}
    return result.assign_attrs(about(opened, session, model) | noise | {"crop": network.crop})


def as_respond(network: VisionNetwork, session: str, state: Tensor) -> Respond:
    """The responses of a session's units to images of the size that the core sees.

    `state` `(variable,)`: standardised behaviour, the same for all images.
    """

    def respond(images: Tensor) -> Tensor:
        behavior = state.expand(len(images), -1)
        shown = with_channels(images, behavior[:, network.channel_variables])
        shift = network.shift(session, behavior)
        return responses(network.readout[session](network.core(shown, behavior), shift))

    return respond
