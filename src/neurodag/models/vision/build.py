"""From what weights say about themselves to the network."""

from collections.abc import Mapping
from typing import Any

from neurodag.config import vision
from neurodag.models.vision.animals import described_animal
from neurodag.models.vision.network import VisionNetwork


def build_vision(description: Mapping[str, Any]) -> VisionNetwork:
    """A network with fresh weights.

    `description` has the keys `sessions` (`Animal.described`, by session id) and `network`
    (settings).
    """
    sessions = description["sessions"].items()
    animals = {session: described_animal(animal) for session, animal in sessions}
    return VisionNetwork(animals, vision.VisionNetwork(**description["network"]))
