"""The arithmetic of the networks of V1T."""

from dataclasses import dataclass, field

import torch

from neurodag.config.vision import VisionNetwork
from neurodag.models.vision.build import build_vision
from neurodag.plan.arithmetic import Arithmetic, flop_counter


@dataclass(frozen=True)
class Network:
    """What the arithmetic of a batch of one session depends on."""

    settings: VisionNetwork
    units: int
    channels: int
    """Of the images."""
    behavior: tuple[str, ...]
    """Names of the behaviour variables."""
    positions: bool
    """Whether the units' positions in the cortex are known."""
    batch: int
    """Trials."""
    frozen: bool
    """Whether the core is another network's, and learns nothing."""
    session: str = field(compare=False)


def count(network: Network) -> Arithmetic:
    """The arithmetic of a trial, the mean over a batch: the map from cortex to image is computed
    once for all its trials.

    Without dropout and without the scatter of places, which are next to nothing. Raises ConfigError
    where images are too small for the core.
    """
    animal = {
        "units": network.units,
        "channels": network.channels,
        "size": network.settings.size,
        "behavior": network.behavior,
        "positions": network.positions,
    }
    description = {
        "sessions": {network.session: animal},
        "network": network.settings.model_dump(),
    }
    with torch.device("meta"):
        model = build_vision(description).eval()
        model.core.requires_grad_(not network.frozen)
        images = torch.empty(network.batch, network.channels, *network.settings.size)
        behavior = torch.empty(network.batch, len(network.behavior)) if network.behavior else None
        with flop_counter() as counter:
            drive = model(images, session=network.session, behavior=behavior)
            forward = counter.get_total_flops()
            (drive.sum() + model.regulariser(network.session)).backward()
    return Arithmetic(counter.get_total_flops() // network.batch, forward // network.batch)
