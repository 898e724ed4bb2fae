"""Opening and saving session files; every session comes through this door, valid or refused."""

from pathlib import Path

import numpy as np
import xarray as xr

from neurodag.errors import SessionError
from neurodag.files import load_netcdf, save_netcdf
from neurodag.sessions.validate import validate


def open_session(path: str | Path, modality: str | None = None) -> xr.Dataset:
    """The session in memory, validated; the file is closed again.

    Raises SessionError when there is no such file, when it is not a whole NetCDF file, when what
    is in it is not a session, or when the session is of another modality than `modality`.
    """
    path = Path(path)
    if path.is_dir():
        raise SessionError(f"{path} is a folder, not a session file: name the .nc file in it.")
    if not path.exists():
        raise SessionError(f"{path} does not exist: no session file has this name.")
    try:
        session = load_netcdf(path)
    except Exception as error:  # damaged bytes surface as almost any error of HDF5 or xarray
        raise SessionError(
            f"{path} cannot be read as NetCDF ({error}): it is of another format, truncated or "
            "damaged. Make it or copy it again."
        ) from error
    validate(session, str(path))
    if modality is not None and session.attrs["modality"] != modality:
        raise SessionError(
            f"{path} holds a session of modality {session.attrs['modality']!r} where "
            f"{modality!r} is needed: name a file of that modality."
        )
    return session


def save_session(session: xr.Dataset, path: str | Path) -> None:
    """Validates `session` and writes it, whole or not at all; same session, same bytes.

    Spike counts are stored in the smallest unsigned integer type that holds them.
    """
    validate(session, f"The session to be saved as {path}")
    if "spike_count" in session:
        counts = session["spike_count"]
        smallest = np.min_scalar_type(int(counts.max()))
        session = session.assign(spike_count=counts.astype(smallest))
    save_netcdf(session, path)
