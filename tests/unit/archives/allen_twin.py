"""A small twin of the Brain Observatory, for tests."""

from pathlib import Path

import xarray as xr

from neurodag.archives.allen.files import FOLDER
from neurodag.archives.allen.read import read_session
from neurodag.config.archives.allen import AllenReader, AllenTwin
from neurodag.simulate.allen import simulate_allen

EXPERIMENTS = {"A": "1001", "B": "1002", "C": "1003", "C2": "1004"}


def twin(**settings) -> AllenTwin:
    return AllenTwin(**{"scale": 0.01, "units": 4, "containers": {"1000": EXPERIMENTS}} | settings)


def simulate(folder: Path, session_type: str = "B", **settings) -> tuple[Path, xr.Dataset]:
    """The file of one experiment, and its truth."""
    session_id = EXPERIMENTS[session_type]
    truth = simulate_allen(folder, session_id, twin(**settings))
    return folder / FOLDER / f"{session_id}.nwb", truth


def read(file: Path, **settings) -> xr.Dataset:
    """The session that is read from an experiment's file."""
    return read_session(file.parents[1], file.stem, AllenReader(**settings))
