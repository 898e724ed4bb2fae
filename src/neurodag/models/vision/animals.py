"""What a network must know of the sessions that it is for."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import torch
from torch import Tensor

from neurodag.errors import ConfigError

PUPIL_CENTER = ("pupil_center_x", "pupil_center_y")
"""The behaviour variables that say where the eye looks, along x and y."""


class Animal(NamedTuple):
    """One session, as its readout must know it."""

    units: int
    channels: int
    """Of its images."""
    size: tuple[int, int]
    """Height and width of its images as they are stored, in pixels."""
    behavior: tuple[str, ...] = ()
    """Names of its behaviour variables, in their order."""
    positions: Tensor | None = None
    """Of its units in the cortex, `(unit, 2)`, where they are known."""
    mean_response: Tensor | None = None
    """Of its units, `(unit,)`, standardised; needed where biases begin with it."""

    def described(self) -> dict[str, Any]:
        """What weights say of it, beside what they hold themselves."""
        return {
            "units": self.units,
            "channels": self.channels,
            "size": list(self.size),
            "behavior": list(self.behavior),
            "positions": self.positions is not None,
        }


def described_animal(description: Mapping[str, Any]) -> Animal:
    """An animal of which weights say this; its positions and mean response are still to be read."""
    units = description["units"]
    height, width = description["size"]
    return Animal(
        units=units,
        channels=description["channels"],
        size=(height, width),
        behavior=tuple(description["behavior"]),
        positions=torch.zeros(units, 2) if description["positions"] else None,
        mean_response=torch.zeros(units),
    )


def alike(animals: Mapping[str, Animal]) -> tuple[int, tuple[str, ...]]:
    """Channels and behaviour variables of all `animals`, by the id of their session.

    Raises ConfigError if animals that should share a core differ in either.
    """
    (first, model), *others = animals.items()
    for session, animal in others:
        if animal.channels != model.channels:
            raise ConfigError(
                f"Images of session {session} have {animal.channels} channels, but those of "
                f"{first} have {model.channels}, so they cannot share a core; train them apart, or "
                "with grey images."
            )
        if animal.behavior != model.behavior:
            raise ConfigError(
                f"The behaviour variables of session {session} are "
                f"{', '.join(animal.behavior) or 'none'}, but those of {first} are "
                f"{', '.join(model.behavior) or 'none'}, so they cannot share a core; train them "
                "apart."
            )
    return model.channels, model.behavior
