"""The door to a Brain Observatory file: whatever is missing or damaged in it is told in a sentence.

Nothing else touches h5py. Damaged bytes surface as almost any error of HDF5, hence the broad
`except` of `_told`, around single accesses to the file and nothing more.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import h5py
import numpy as np

from neurodag.archives.hints import did_you_mean
from neurodag.errors import ArchiveError


@contextmanager
def open_nwb(path: Path) -> Iterator[h5py.File]:
    """The file, open for reading.

    Raises ArchiveError if it is not a whole HDF5 file, or of NWB 2.
    """
    with _told(path, "the file"):
        file = h5py.File(path, "r")
    with file:
        with _told(path, "nwb_version"):
            version = file.attrs.get("nwb_version")
        if version is not None:
            raise ArchiveError(
                f"{path} is an NWB file of version {_decoded(version)}, but the Brain Observatory "
                "publishes version 1: read it as an archive of the kind nwb."
            )
        yield file


def has(file: h5py.File, field: str) -> bool:
    """Whether the file has the dataset or group `field`."""
    with _told(file.filename, field):
        return field in file


def names(file: h5py.File, group: str) -> list[str]:
    """Names of what is in the `group`; none if there is no such group."""
    with _told(file.filename, group):
        found = file.get(group)
        return [_decoded(name) for name in found] if isinstance(found, h5py.Group) else []


def find(file: h5py.File, field: str) -> h5py.Dataset:
    """The dataset `field`; raises ArchiveError, with the nearest name, if there is none."""
    with _told(file.filename, field):
        found = file.get(field)
        # The dtype may be damaged too: it is looked at here, where that is told.
        is_dataset = isinstance(found, h5py.Dataset) and found.dtype is not None
    if not is_dataset:
        parent, _, name = field.rpartition("/")
        hint = did_you_mean(name, sorted(set(names(file, parent)) - {name}))
        raise ArchiveError(f"{file.filename} has no dataset {field}.{hint}")
    return found


def load(file: h5py.File, field: str, rows: slice = slice(None)) -> np.ndarray:
    """The numbers of the dataset `field`, or of some of its rows.

    Raises ArchiveError if there is no such dataset, or if it holds no array of numbers.
    """
    dataset = find(file, field)
    if not dataset.shape or dataset.dtype.kind not in "iuf":
        raise ArchiveError(
            f"{file.filename}: {field} is stored as {dataset.dtype} of the shape {dataset.shape}, "
            "but must be an array of numbers."
        )
    with _told(file.filename, field):
        return np.asarray(dataset[rows])


def texts(file: h5py.File, field: str) -> list[str]:
    """The text of the dataset `field`, as a list of lines (of one, where it is a single text).

    Raises ArchiveError if there is no such dataset, or if it is empty.
    """
    dataset = find(file, field)
    with _told(file.filename, field):
        lines = [_decoded(value) for value in np.ravel(dataset[()])]
    if not lines:
        raise ArchiveError(f"{file.filename}: {field} is empty, but must hold text.")
    return lines


def _decoded(value: object) -> str:
    """Text from what h5py gives for it, bytes in UTF-8 or a string."""
    return value.decode() if isinstance(value, bytes) else str(value)


@contextmanager
def _told(path: str | Path, field: str) -> Iterator[None]:
    """Any error while `field` is looked at, as an ArchiveError."""
    try:
        yield
    except Exception as error:
        raise ArchiveError(
            f"{path}: {field} cannot be read as HDF5 ({error}): the file is truncated, damaged or "
            "of another format. Download it again."
        ) from error
