"""Which recordings the results are of: how many, how large, simulated or not."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from netCDF4 import Dataset

from neurodag.config import Config
from neurodag.errors import SessionError

COUNTED = ("unit", "trial", "presentation", "frame", "image")
"""Dimensions of session files whose sizes are told."""


class Recordings(NamedTuple):
    """The sessions of a dataset."""

    dataset: str
    modality: str
    simulated: bool
    sessions: int
    subjects: int
    sizes: dict[str, tuple[int, int]]
    """The least and the most of each dimension, by its name."""
    source: str
    license: str


def recordings(paths: Iterable[Path], config: Config) -> list[Recordings]:
    """Of the session files that are there, by the name of their dataset, which is their folder."""
    files = defaultdict(list)
    for path in paths:
        if path.is_file():
            files[path.parent.name].append(path)
    return [_told(name, files[name], config) for name in sorted(files)]


def _told(dataset: str, paths: list[Path], config: Config) -> Recordings:
    attributes, sizes = [], defaultdict(list)
    for path in paths:
        told, of_dimensions = _header(path)
        attributes.append(told)
        for name in COUNTED:
            if name in of_dimensions:
                sizes[name].append(of_dimensions[name])
    return Recordings(
        dataset=dataset,
        modality=attributes[0]["modality"],
        simulated=getattr(config.datasets[dataset], "twin", None) is not None,
        sessions=len(paths),
        subjects=len({each["subject"] for each in attributes}),
        sizes={name: (min(found), max(found)) for name, found in sizes.items()},
        source=_together(attributes, "source"),
        license=_together(attributes, "license"),
    )


def _header(path: Path) -> tuple[dict[str, str], dict[str, int]]:
    """Attributes, and sizes of dimensions, without reading what is in the file."""
    try:
        with Dataset(path) as file:
            attributes = {name: str(file.getncattr(name)) for name in file.ncattrs()}
            return attributes, {name: each.size for name, each in file.dimensions.items()}
    except OSError as error:
        raise SessionError(
            f"{path} cannot be read as NetCDF ({error}): it is truncated or damaged. Make it again."
        ) from error


def _together(attributes: list[dict[str, str]], name: str) -> str:
    return ", ".join(sorted({each[name] for each in attributes}))
