"""Writing files so that no reader meets half of one, and NetCDF files with reproducible bytes."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import xarray as xr


@contextmanager
def atomic_path(path: str | Path) -> Iterator[Path]:
    """Gives a temporary path beside `path` that becomes `path` when the block ends without error.

    Missing parent folders are made. The temporary file is named `.<stem>.partial-<8 hex digits>`
    and keeps the suffix, by which many writers choose their format. An error in the block removes
    it; a killed process leaves it behind, and never touches `path`.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.stem}.partial-{uuid.uuid4().hex[:8]}{path.suffix}")
    try:
        yield partial
        _flush_to_disk(partial)
        os.replace(partial, path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    _flush_to_disk(path.parent)


def save_netcdf(dataset: xr.Dataset, path: str | Path) -> None:
    """Writes `dataset` as compressed NetCDF 4, whole or not at all; same content, same bytes."""
    dataset = _in_canonical_form(dataset)
    encoding = {
        name: {"_FillValue": None} if _is_text(variable) else {"_FillValue": None, **_COMPRESSION}
        for name, variable in dataset.variables.items()
    }
    with atomic_path(path) as partial:
        dataset.to_netcdf(partial, engine="netcdf4", encoding=encoding)


def load_netcdf(path: str | Path) -> xr.Dataset:
    """Reads a whole NetCDF file into memory and closes it; times stay plain numbers."""
    return xr.load_dataset(path, engine="netcdf4", decode_times=False, decode_timedelta=False)


_COMPRESSION = {"zlib": True, "complevel": 4, "shuffle": True}


def _in_canonical_form(dataset: xr.Dataset) -> xr.Dataset:
    """The same content, in the order of names and without the marks of the file it came from."""
    plain = dataset.drop_encoding()
    return xr.Dataset(
        {name: plain[name].variable for name in sorted(plain.data_vars, key=str)},
        {name: plain[name].variable for name in sorted(plain.coords, key=str)},
        plain.attrs,
    )


def _is_text(variable: xr.Variable) -> bool:
    """Text has no fixed size in NetCDF, which cannot compress it."""
    return variable.dtype.kind in "OSU"


def _flush_to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
