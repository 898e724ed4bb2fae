"""How large sessions of images are: told by their files, their simulation or a paper's table."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import xarray as xr

from neurodag.archives.sensorium.values import BEHAVIOR
from neurodag.config import Config, Dataset, Split
from neurodag.config.archives.sensorium import SensoriumTwin
from neurodag.config.sources import SensoriumScans
from neurodag.errors import SessionError
from neurodag.plan.options import Assumed
from neurodag.plan.sizes import parts, session_files
from neurodag.plan.v1t_scans import SCANS, parts_of, scan_of
from neurodag.sessions import add_split

VARIABLES = tuple(name for names in BEHAVIOR.values() for name in names)
"""Behaviour that scans have."""


ToldBy = Literal["session", "paper", "options"]
"""A file or simulation, a paper's table, or the options of the command: these are assumed."""


@dataclass(frozen=True)
class ImageSize:
    """What the arithmetic of a network depends on."""

    train: int
    """Trials to learn from."""
    validation: int
    """Trials to select weights with."""
    units: int
    channels: int = 1
    """Of the images."""
    behavior: tuple[str, ...] = VARIABLES
    """Names of the behaviour variables."""
    positions: bool = True
    """Whether the units' positions in the cortex are known."""
    told_by: ToldBy = "session"


def image_sizes(
    config: Config, dataset: str, sessions: Iterable[str], assumed: Assumed
) -> dict[str, ImageSize]:
    """The sizes of sessions of the dataset, in their order; of files, no picture is read.

    Trials are parted as `sessions.add_split` does. Raises SessionError for a file that is no
    session of images.
    """
    settings = config.datasets[dataset]
    return {
        session: size_of_file(file, settings.split) if file else known(settings, session, assumed)
        for session, file in session_files(config, dataset, sessions).items()
    }


def size_of_file(path: Path, split: Split) -> ImageSize:
    """That of the session of images in a file."""
    try:
        with xr.open_dataset(path, engine="netcdf4", decode_times=False) as session:
            units, channels = session["response"].sizes["unit"], session["image"].sizes["channel"]
            behaves = "behavior" in session
            names = session["behavior_variable"].values.astype(str).tolist() if behaves else []
            positions = "unit_position" in session and session.sizes["axis"] >= 2
            shares = split.train, split.validation, split.test
            parted = add_split(session, seed=split.seed, fractions=shares, order=split.order)
    except (OSError, KeyError) as error:
        raise SessionError(
            f"{path} is no session of images whose sizes can be read ({error}); `python -m "
            f"neurodag.sessions describe {path}` tells what is wrong."
        ) from error
    train, validation, _ = np.bincount(parted["split"].values, minlength=3).tolist()
    return ImageSize(train, validation, units, channels, tuple(names), positions)


def known(dataset: Dataset, session: str, assumed: Assumed) -> ImageSize:
    """That of a session without a file."""
    twin = dataset.twin_settings
    if isinstance(twin, SensoriumTwin):
        variables = VARIABLES if twin.behaviour else ()
        channels = channels_read(dataset, 2 if twin.colour else 1)
        return ImageSize(twin.train_images, twin.validation_images, twin.units, channels, variables)
    if not isinstance(dataset, SensoriumScans):
        trials = parts(assumed.trials, dataset.split, session)
        return ImageSize(*trials, assumed.units, told_by="options")
    scan = SCANS.get(session) or scan_of(assumed.trials, assumed.units)
    channels = channels_read(dataset, scan.channels)
    told_by: ToldBy = "paper" if session in SCANS else "options"
    return ImageSize(*parts_of(scan), scan.units, channels, told_by=told_by)


def channels_read(dataset: Dataset, channels: int) -> int:
    """Of so many channels, those that the archive's reader keeps."""
    grey = isinstance(dataset, SensoriumScans) and dataset.reader.channels == "grey"
    return 1 if grey else channels
