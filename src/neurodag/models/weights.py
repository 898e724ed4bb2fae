"""Weights on disk: safetensors, with the settings that they belong to inside."""

import json
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from neurodag.errors import NeurodagError
from neurodag.files import atomic_path


def save_weights(weights: dict[str, Tensor], description: dict[str, Any], path: Path) -> None:
    """Write `weights` and their `description` (all JSON can hold); same content, same bytes."""
    tensors = {name: weight.detach().cpu().contiguous() for name, weight in weights.items()}
    with atomic_path(path) as partial:
        save_file(tensors, partial, {"neurodag": json.dumps(description, sort_keys=True)})


def load_weights(path: Path) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Weights and their description. Raises NeurodagError for a file that holds no such thing."""
    try:
        with safe_open(path, "pt") as file:
            description = (file.metadata() or {}).get("neurodag")
            weights = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError) as error:
        raise NeurodagError(
            f"{path} cannot be read as weights ({error}); delete it and train again."
        ) from error
    if description is None:
        raise NeurodagError(f"{path} holds weights, but not the settings that neurodag writes.")
    return weights, json.loads(description)
