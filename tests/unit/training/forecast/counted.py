"""Small sessions of spikes with planted counts and a split, and windows that fit into them."""

import numpy as np
import xarray as xr

from neurodag.config.forecast import Windows
from neurodag.sessions import add_split
from tests.factories import spikes_session

WINDOWS = Windows(
    **{"signal": "counts", "frame_rate_hz": 50.0, "baseline_frames": 8, "response_frames": 6},
    **{"f0_frames": 5, "active_frames": 3, "active_frames_of": {}, "active_gain": 3.0},
)
RATE = np.ones((2, 4, 6), dtype="float32")
"""Spikes in a frame after the event, `(condition, unit, frame)`: half of the units respond to one
condition."""
RATE[1, :2, 1:4] = 12.0


def windows(**changes: object) -> Windows:
    """`WINDOWS` with some settings changed."""
    return Windows.model_validate(WINDOWS.model_dump() | changes)


def session(counts: np.ndarray, *, before: int = 10, **facts: object) -> xr.Dataset:
    """Of `counts (trial, bin, unit)`, so many bins `before` the event; a fifth of it tests."""
    trials, bins, units = counts.shape
    made = spikes_session(trials, bins, ["VISp"] * units, behaviour=False, **facts)
    made["spike_count"][:] = counts
    width = made.attrs["bin_width_s"]
    made = made.assign_coords(time=(np.arange(bins) - before + 0.5) * width)
    return add_split(made, seed=0, fractions=(0.8, 0, 0.2), order="blocks")


def poisson(trials: int = 20, bins: int = 20, units: int = 3, seed: int = 0) -> np.ndarray:
    """Counts that know nothing of the event, `(trial, bin, unit)`."""
    return np.random.default_rng(seed).poisson(1.0, (trials, bins, units))


def responding(trials: int = 80, seed: int = 0) -> xr.Dataset:
    """Poisson counts of `RATE`; before the event all fire as if it were of the first condition."""
    rng = np.random.default_rng(seed)
    condition = rng.integers(0, 2, trials)
    rate = np.ones((trials, 16, RATE.shape[1]))
    rate[:, 10:] = RATE[condition].swapaxes(1, 2)
    return session(rng.poisson(rate)).assign(condition=("trial", condition))
