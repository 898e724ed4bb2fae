"""A small simulated scan for tests, and how one of its files is changed."""

from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from neurodag.archives.sensorium.read import read_session
from neurodag.config.archives.sensorium import SensoriumReader, SensoriumTwin
from neurodag.simulate.sensorium import simulate_sensorium

SCAN_ID = "21067-10-18"
SMALL = SensoriumTwin(
    units=4,
    train_images=6,
    validation_images=2,
    test_images=2,
    repeats=2,
    image_size=(6, 8),
)
"""12 trials of 10 pictures."""


def write_scan(folder: Path, session_id: str = SCAN_ID, **changes: Any) -> Path:
    """Writes a small scan below `folder`; returns its own folder or zip."""
    before = set(folder.glob("*"))
    simulate_sensorium(folder, session_id, SMALL.model_copy(update=changes))
    (scan,) = set(folder.glob("*")) - before
    return scan


def read(folder: Path, session_id: str = SCAN_ID, **settings: Any) -> xr.Dataset:
    return read_session(folder, session_id, SensoriumReader.model_validate(settings))


def load(file: Path) -> np.ndarray:
    return np.load(file, allow_pickle=False)


def trial_table(scan: Path, name: str) -> np.ndarray:
    return load(scan / "meta" / "trials" / f"{name}.npy")


def stacked(scan: Path, kind: str) -> np.ndarray:
    """The files of one kind of data, one trial under the other."""
    files = sorted((scan / "data" / kind).iterdir(), key=lambda file: int(file.stem))
    return np.stack([load(file) for file in files])
