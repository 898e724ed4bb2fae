"""Small calcium sessions with a split, and windows that fit into them."""

import numpy as np
import torch
import xarray as xr

from neurodag.config.forecast import Windows
from neurodag.sessions import add_split
from tests.factories import calcium_session

CPU = torch.device("cpu")
WINDOWS = Windows(
    **{"baseline_frames": 8, "response_frames": 6, "f0_frames": 5},
    **{"active_frames": 3, "active_frames_of": {"drifting_gratings": 4}},
)
LENGTH = 8 + 6


def windows(**changes: object) -> Windows:
    """`WINDOWS` with some settings changed."""
    return Windows.model_validate(WINDOWS.model_dump() | changes)


def session(presentations: int = 30, spacing: int = 20, **facts: object) -> xr.Dataset:
    """Of three epochs the last is for test; two stimuli take turns of thirty presentations."""
    made = calcium_session(
        presentations=presentations,
        spacing=spacing,
        **{"stimuli": ("drifting_gratings", "natural_scenes"), **facts},
    )
    return add_split(made, seed=0, fractions=(2 / 3, 0, 1 / 3), order="blocks")


def with_fluorescence(session: xr.Dataset, values: np.ndarray) -> xr.Dataset:
    """The session with other traces `(frame, unit)`."""
    rest = session.drop_vars(["fluorescence", "unit"])
    return rest.assign(fluorescence=(("frame", "unit"), values.astype("float32")))
