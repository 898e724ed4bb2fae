"""Readouts on the core of a network that was trained on other animals (V1T paper, section A.2)."""

from pathlib import Path
from typing import Any

from torch import Tensor

from neurodag.errors import NeurodagError
from neurodag.models.vision.network import VisionNetwork

CORE = "core."
SEEN = ("core", "size", "crop", "channel_variables")
"""Settings of a network that decide what its core is shown, and what it makes of it."""


def check_origin(description: dict[str, Any], origin: dict[str, Any], path: Path) -> None:
    """Raises NeurodagError where the cores of two networks, the second in `path`, do not agree.

    Not all of it shows in the shapes of their weights.
    """
    if "network" not in origin:
        raise NeurodagError(
            f"{path} holds no network from images to responses; give weights that "
            "workflow_scripts/train_vision.py has written."
        )
    for key in SEEN:
        ours, theirs = (each["network"][key] for each in (description, origin))
        if ours != theirs:
            raise NeurodagError(
                f"{path} was trained with network.{key} {theirs}, but its core is to be used with "
                f"{ours}; give both the same settings."
            )
    for key in ("channels", "behavior"):
        ours, theirs = (
            next(iter(each["sessions"].values()))[key] for each in (description, origin)
        )
        if ours != theirs:
            raise NeurodagError(
                f"{path} was trained on sessions with {key} {theirs}, but these have {ours}; give "
                "sessions with the same."
            )


def take_core(network: VisionNetwork, weights: dict[str, Tensor], path: Path) -> list[str]:
    """Give `network` the core of pretrained `weights`, which were read from `path`, and freeze it.

    Returns the names of all other parameters, which stay as they were drawn. Raises NeurodagError
    naming every parameter of a core that only one of the two has, or that differ in shape.
    """
    ours = network.state_dict()
    core, pretrained = (
        {name: value for name, value in each.items() if name.startswith(CORE)}
        for each in (ours, weights)
    )
    problems = [
        *(f"{name} is missing" for name in core.keys() - pretrained.keys()),
        *(f"{name} is unknown" for name in pretrained.keys() - core.keys()),
        *(
            f"{name} is {tuple(pretrained[name].shape)} instead of {tuple(core[name].shape)}"
            for name in core.keys() & pretrained.keys()
            if pretrained[name].shape != core[name].shape
        ),
    ]
    if problems:
        raise NeurodagError(
            f"The core in {path} does not fit the network that is to have it: "
            f"{'; '.join(sorted(problems))}. Give both the same settings of the network."
        )
    network.load_state_dict(ours | pretrained)
    network.core.requires_grad_(False)
    return [name for name in ours if name not in core]
