"""A scan of Sensorium 2022 or Franke 2022 → a session of images."""

from functools import partial
from pathlib import Path

import numpy as np
import xarray as xr

from neurodag.archives.sensorium.files import find_scan
from neurodag.archives.sensorium.pictures import picture_moments, read_pictures
from neurodag.archives.sensorium.scan import Scan, open_scan
from neurodag.archives.sensorium.statistics import Statistics, moments_of
from neurodag.archives.sensorium.trials import Trials, read_trials
from neurodag.archives.sensorium.units import read_animal, read_units
from neurodag.archives.sensorium.values import BEHAVIOR, read_behavior, read_values
from neurodag.config.archives.sensorium import SensoriumReader
from neurodag.errors import ArchiveError, SessionError
from neurodag.sessions import validate


def read_session(folder: Path, session_id: str, settings: SensoriumReader) -> xr.Dataset:
    """A valid `images` session of the scan `session_id` below `folder`, in a folder or a zip.

    Trials come in the order of their file numbers, which is not that of time; those whose responses
    were never published are left out. Raises ArchiveError, naming the file, where the scan is
    missing, incomplete, damaged or contradicts itself.
    """
    path = find_scan(folder, session_id)
    with open_scan(path) as scan:
        trials = read_trials(scan)
        units = read_units(scan)
        statistics = Statistics(scan, int(trials.training.sum()))
        parts = [
            units,
            _trials(trials),
            _images(scan, trials, statistics, settings),
            _responses(scan, trials, statistics, units.sizes["unit"]),
            _behavior(scan, trials, statistics),
        ]
        session = xr.merge(parts, compat="no_conflicts", join="exact")
        subject = read_animal(scan) or "unknown"
    session = session.assign_attrs(
        modality="images",
        dataset="sensorium",
        subject=subject,
        session_id=session_id,
        species="Mus musculus",
        source=path.name.removesuffix(".zip"),
        license="unknown",
        withheld_trials=trials.withheld,
        statistics=statistics.origin,
    )
    try:
        validate(session, str(path))
    except SessionError as problem:
        raise ArchiveError(str(problem)) from problem
    return session


def _trials(trials: Trials) -> xr.Dataset:
    table = xr.Dataset(
        {"image_index": ("trial", trials.picture), "tier": ("trial", trials.tier)},
        coords={"trial": trials.number, "image_id": ("image", trials.image_id)},
    )
    if trials.image_class is not None:
        table = table.assign_coords(image_class=("image", trials.image_class))
    if trials.order is not None:
        table["trial_idx"] = "trial", trials.order, {"long_name": "the archive's order in time"}
    return table


def _images(
    scan: Scan, trials: Trials, statistics: Statistics, settings: SensoriumReader
) -> xr.Dataset:
    image = read_pictures(scan, trials, settings)
    compute = partial(picture_moments, scan, trials.number[trials.training])
    mean, std = (np.repeat(each, image.shape[1]) for each in statistics.of("images", 1, compute))
    return xr.Dataset(
        {
            "image": (("image", "channel", "y", "x"), image),
            "image_mean": ("channel", mean),
            "image_std": ("channel", std),
        }
    )


def _responses(scan: Scan, trials: Trials, statistics: Statistics, units: int) -> xr.Dataset:
    response = read_values(scan, "responses", trials, units)
    compute = partial(moments_of, response[trials.training])
    mean, std = statistics.of("responses", units, compute)
    return xr.Dataset(
        {
            "response": (("trial", "unit"), response, {"long_name": "deconvolved calcium trace"}),
            "response_mean": ("unit", mean),
            "response_std": ("unit", std),
        }
    )


def _behavior(scan: Scan, trials: Trials, statistics: Statistics) -> xr.Dataset:
    values = read_behavior(scan, trials)
    if not values:
        return xr.Dataset()
    moments = [
        statistics.of(kind, each.shape[1], partial(moments_of, each[trials.training]))
        for kind, each in values.items()
    ]
    mean, std = (np.concatenate(each) for each in zip(*moments, strict=True))
    return xr.Dataset(
        {
            "behavior": (
                ("trial", "behavior_variable"),
                np.concatenate([*values.values()], axis=1),
            ),
            "behavior_mean": ("behavior_variable", mean),
            "behavior_std": ("behavior_variable", std),
        },
        coords={"behavior_variable": [name for names in BEHAVIOR.values() for name in names]},
    )
