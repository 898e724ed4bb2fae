"""Opening NWB files, and saying in a sentence why one cannot be read."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from neurodag.errors import ArchiveError

NWBFile = Any
"""A file as pynwb reads it: pynwb has no types."""


@contextmanager
def open_nwb(path: Path) -> Iterator[NWBFile]:
    """The file, open for reading; its arrays are read when they are asked for.

    Raises ArchiveError if pynwb is not installed, or if `path` is not a whole file of NWB 2.
    """
    try:
        from pynwb import NWBHDF5IO
    except ImportError as error:
        raise ArchiveError(
            f"Reading {path} needs pynwb, which is not installed here: pip install 'neurodag[nwb]'."
        ) from error
    _check_version(path)
    with damage(path):
        file = NWBHDF5IO(path, mode="r", load_namespaces=True)
    try:
        with damage(path):
            nwb = file.read()
        yield nwb
    finally:
        file.close()


@contextmanager
def damage(path: Path) -> Iterator[None]:
    """Turns what a damaged file provokes in HDF5 and pynwb, which is almost any error."""
    try:
        yield
    except ArchiveError:
        raise
    except Exception as error:
        reason = error.args[-1] if error.args else ""  # before it, pynwb prints parts of the file
        raise ArchiveError(
            f"{path} cannot be read as NWB ({type(error).__name__}: {reason!s:.200}): it is "
            "truncated, damaged, or not valid NWB. Copy it from the archive again."
        ) from error


def _check_version(path: Path) -> None:
    import h5py

    with damage(path), h5py.File(path) as file:
        # NWB 1 has its version in a dataset, NWB 2 in an attribute.
        version = file.attrs.get(
            "nwb_version", file["nwb_version"][()] if "nwb_version" in file else ""
        )
    version = version.decode() if isinstance(version, bytes) else str(version)
    if not version.removeprefix("NWB-").startswith("2"):
        told = f"of NWB version {version}" if version else "HDF5, but not NWB"
        raise ArchiveError(f"{path} is {told}; it must be of NWB 2. Convert it, or leave it out.")
