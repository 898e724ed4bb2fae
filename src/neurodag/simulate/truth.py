"""The truth of a simulated session: described, saved, and opened beside the session it made."""

from pathlib import Path

import numpy as np
import xarray as xr

from neurodag.config.simulation import SpikeSimulation
from neurodag.errors import NeurodagError
from neurodag.files import load_netcdf, save_netcdf
from neurodag.simulate.behaviour import Behaviour
from neurodag.simulate.couplings import coupling_tables
from neurodag.simulate.rates import Drives
from neurodag.simulate.units import Units, latent_region


def describe_truth(
    settings: SpikeSimulation,
    session: xr.Dataset,
    behaviour: Behaviour,
    units: Units,
    drives: Drives,
    rate_hz: np.ndarray,
    baseline_rate_hz: np.ndarray,
) -> xr.Dataset:
    """Everything that the session was drawn from, on the coordinates of the session."""
    hertz = {"units": "Hz"}
    strength, delay = coupling_tables(settings)
    regions = list(settings.units)
    return xr.Dataset(
        {
            "rate_hz": (("trial", "time", "unit"), rate_hz, hertz),
            "baseline_rate_hz": ("unit", baseline_rate_hz, hertz),
            "latent_state": (("trial", "time", "latent"), drives.latent),
            "loading": (("latent", "unit"), units.loading),
            "choice_drive": (("trial", "time"), drives.choice),
            "choice_weight": ("unit", units.choice_weight),
            "whisker_drive": (("trial", "time"), drives.whisker),
            "whisker_weight": ("unit", units.whisker_weight),
            "evoked_drive": ("time", drives.evoked),
            "evoked_weight": ("unit", units.evoked_weight),
            "reaction_time_s": ("trial", behaviour.reaction_time_s, {"units": "s"}),
            "wheel_velocity": (("trial", "time"), behaviour.wheel_velocity, {"units": "rad/s"}),
            "coupling_strength": (("source", "target"), strength),
            "coupling_delay": (("source", "target"), delay, {"long_name": "delay in bins"}),
            "spikes": ("unit", _spikes(session), {"long_name": "spikes in the whole session"}),
        },
        coords={
            **session.coords,
            "latent_region": ("latent", latent_region(settings)),
            "source": regions,
            "target": regions,
        },
        attrs={
            "session_id": session.attrs["session_id"],
            "source": session.attrs["source"],
            "settings": settings.model_dump_json(),
        },
    )


def save_truth(truth: xr.Dataset, path: str | Path) -> None:
    """Writes a truth as NetCDF, whole or not at all; same truth, same bytes."""
    save_netcdf(truth, path)


def open_truth(path: str | Path, session: xr.Dataset) -> xr.Dataset:
    """The truth of `session`, in memory.

    Raises NeurodagError if there is no readable truth in `path`, or if it is the truth of another
    session: of another id, of other trials, bins, units or regions, or of other spikes.
    """
    truth = _read(path)
    theirs, ours = truth.attrs["session_id"], session.attrs["session_id"]
    if theirs != ours:
        raise NeurodagError(
            f"{path} is the truth of session {theirs!r}, not of {ours!r}: name the file that was "
            "simulated together with the session."
        )
    for name in ("trial", "time", "unit", "region"):
        if not np.array_equal(truth[name], session[name]):
            raise NeurodagError(
                f"{path} has another {name!r} than session {ours!r} ({truth[name].size} and "
                f"{session[name].size} values): give the whole session, as it was simulated."
            )
    if not np.array_equal(truth["spikes"], _spikes(session)):
        raise NeurodagError(
            f"{path} is the truth of other spikes than those of session {ours!r}: simulate both "
            "again together, for the settings have changed between the two."
        )
    return truth


def _read(path: str | Path) -> xr.Dataset:
    try:
        truth = load_netcdf(path)
    except (OSError, ValueError) as error:
        raise NeurodagError(
            f"{path} cannot be read as the truth of a session ({error}): simulate it again."
        ) from error
    missing = {"rate_hz", "spikes", "trial", "time", "unit", "region"} - set(truth.variables)
    if missing or "session_id" not in truth.attrs:
        raise NeurodagError(
            f"{path} is not the truth of a simulated session (without "
            f"{', '.join(sorted(missing)) or 'session_id'}): name the file that was simulated "
            "together with the session."
        )
    return truth


def _spikes(session: xr.Dataset) -> np.ndarray:
    """Spikes of each unit, int64 `(unit)`."""
    return session["spike_count"].sum(("trial", "time"), dtype=np.int64).values
