"""The resumable state of a run, in one file that is whole or not there."""

import glob
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

    State that was saved under other `settings` is of no use to this run, which says so, starts anew
    and will write its own state over it.
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
        print(f"{path} holds the unfinished run of other settings; starting anew.", flush=True)
        return None
    return state


def remove_state(path: Path) -> None:
    """Remove the state of a finished run, and what killed processes left of unfinished ones."""
    for leftover in path.parent.glob(f".{glob.escape(path.stem)}.partial-*{path.suffix}"):
        leftover.unlink(missing_ok=True)
    path.unlink(missing_ok=True)
