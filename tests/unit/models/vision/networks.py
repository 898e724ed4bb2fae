"""Small networks from images to responses, and what they are given."""

import torch

from neurodag.config import vision
from neurodag.models.vision.animals import Animal
from neurodag.models.vision.network import VisionNetwork

ONE, OTHER = "mouse.1", "other"
UNITS = {ONE: 5, OTHER: 3}
BEHAVIOR = (
    "pupil_dilation",
    "pupil_dilation_derivative",
    "running_speed",
    "pupil_center_x",
    "pupil_center_y",
)
CORES = {
    "v1t": {
        "kind": "vit",
        "patch": 4,
        "blocks": 2,
        "heads": 2,
        "width": 6,
        "feedforward": 10,
        "behavior_units": 4,
    },
    "cnn": {"kind": "cnn", "channels": 6, "first_kernel": 5, "kernel": 3},
}
CORES["vit"] = CORES["v1t"] | {"behavior": "channels"}
CORES["lsa"] = CORES["v1t"] | {"local_attention": True}
CORES["compact"] = CORES["v1t"] | {"tokens": "compact", "behavior": "none"}
CORES["ln"] = CORES["cnn"] | {"linear": True}
SIZE = (9, 12)


def settings(core: str = "v1t", **changes: object) -> vision.VisionNetwork:
    return vision.VisionNetwork(**{"core": CORES[core], "size": SIZE} | changes)


def animal(units: int = 5, **changes: object) -> Animal:
    """By default, one with everything that can be recorded."""
    draw = torch.Generator().manual_seed(units)
    recorded = {
        "units": units,
        "channels": 1,
        "size": (18, 24),
        "behavior": BEHAVIOR,
        "positions": torch.rand(units, 2, generator=draw) * 300,
        "mean_response": torch.rand(units, generator=draw),
    }
    return Animal(**recorded | changes)


def animals(**changes: object) -> dict[str, Animal]:
    return {session: animal(units, **changes) for session, units in UNITS.items()}


def network(core: str = "v1t", seed: int = 0, *, of: dict | None = None, **changes: object):
    """In evaluation; `of`: its animals."""
    torch.manual_seed(seed)
    return VisionNetwork(of or animals(), settings(core, **changes)).eval()


def some_images(trials: int = 4, channels: int = 1, size: tuple[int, int] = (18, 24)):
    return torch.randn(trials, channels, *size, generator=torch.Generator().manual_seed(1))


def some_behavior(trials: int = 4):
    return torch.randn(trials, len(BEHAVIOR), generator=torch.Generator().manual_seed(2))


def parameters(module: torch.nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())
