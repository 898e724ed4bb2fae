"""The resumable state of a run, in one file that is whole or not there."""

import pickle
from pathlib import Path
from typing import Any

import torch

from neurodag.errors import NeurodagError
from neurodag.files import atomic_path


def save_state(state: dict[str, Any], path: Path) -> None:
    """Replace the saved state by `state` (tensors, numbers, strings and containers of them)."""
    with atomic_path(path) as partial:
        torch.save(state, partial)


def load_state(path: Path, settings: str) -> dict[str, Any] | None:
    """The state saved at `path`, or None where there is none.

    `settings` must be those under which it was saved; state of other settings is refused.
    """
    if not path.exists():
        return None
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except (RuntimeError, EOFError, pickle.UnpicklingError) as error:
        raise NeurodagError(
            f"{path} cannot be read as the state of a run; delete it to start anew."
        ) from error
    if state["settings"] != settings:
        raise NeurodagError(
            f"{path} holds the unfinished run of other settings, so it cannot be continued; "
            f"delete it to start anew."
        )
    return state
