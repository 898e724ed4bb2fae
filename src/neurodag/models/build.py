"""From what weights say about themselves to the network."""

from collections.abc import Mapping
from typing import Any

from neurodag import config
from neurodag.models.ndt1 import NDT1
from neurodag.models.ndt1_stitch import NDT1Stitch
from neurodag.models.ndt2 import NDT2

Network = NDT1 | NDT1Stitch | NDT2
"""All are called as `network(counts, session=…, prompt=…, causal=…)`."""


def build_network(description: Mapping[str, Any]) -> Network:
    """A network with fresh weights.

    `description` has the keys `architecture`, `sessions` (units by session id), `bins`, `prompts`
    and `model` (settings of the architecture).
    """
    sessions, bins, prompts = (description[key] for key in ("sessions", "bins", "prompts"))
    match description["architecture"]:
        case "ndt1":
            (units,) = sessions.values()
            return NDT1(units, bins, config.NDT1(**description["model"]), prompts)
        case "ndt1_stitch":
            return NDT1Stitch(sessions, bins, config.NDT1Stitch(**description["model"]), prompts)
        case "ndt2":
            return NDT2(sessions, bins, config.NDT2(**description["model"]), prompts)
        case unknown:
            raise ValueError(f"{unknown!r} is no architecture.")
