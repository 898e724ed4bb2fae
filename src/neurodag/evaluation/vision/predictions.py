"""The file of predicted responses: what is in it, and whether it is of a session."""

from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from neurodag.errors import NeurodagError, SessionError
from neurodag.files import load_netcdf
from neurodag.sessions import PARTS

TRAININGS = ("alone", "together", "transfer")
"""How a network learned: from one animal, from several, or as a readout on the core of another
network; references learn alone."""


def predicted_trials(session: xr.Dataset) -> np.ndarray:
    """Positions of the validation and test trials, in the order of the session.

    Raises SessionError where the session has no split, or no test trials.
    """
    name = session.attrs["session_id"]
    if "split" not in session:
        raise SessionError(
            f"Session {name} has no variable split, which tells test trials from those that models "
            "learn from; prepare it with workflow_scripts/prepare_session.py."
        )
    part = session["split"].values
    if not (part == PARTS.index("test")).any():
        raise SessionError(
            f"Session {name} has no test trials in its variable split; prepare it with a share of "
            "test trials above 0."
        )
    return np.flatnonzero(part != PARTS.index("train"))


def predictions(
    session: xr.Dataset,
    expected: np.ndarray,
    about: dict[str, Any],
    drive: np.ndarray | None = None,
) -> xr.Dataset:
    """Expected responses of `predicted_trials` `(trial, unit)`, in standardised units.

    `drive`: what a network makes them of, by ELU + 1. `about`: model, seed (−1: none), gray,
    samples (training trials of each animal; 0: all), training (one of `TRAININGS`), members.
    Raises NeurodagError at numbers that are not finite.
    """
    trials = predicted_trials(session)
    name = session.attrs["session_id"]
    if not np.isfinite(expected).all():
        raise NeurodagError(
            f"The responses of session {name} that {about['model']} predicts are not all finite: "
            "its training has probably diverged; train it with a smaller learning rate."
        )
    variables = {"expected": expected} | ({} if drive is None else {"drive": drive})
    flags = {"flag_values": np.arange(len(PARTS), dtype=np.int8), "flag_meanings": " ".join(PARTS)}
    result = xr.Dataset(
        {
            **{key: (("trial", "unit"), np.float32(each)) for key, each in variables.items()},
            "part": ("trial", session["split"].values[trials].astype(np.int8), flags),
        },
        {"trial": ("trial", trials, {"long_name": "position in the session"})},
        {key: session.attrs[key] for key in ("session_id", "dataset", "subject")} | about,
    )
    return result.assign_coords(unit=session["unit"]) if "unit" in session else result


def open_predictions(path: Path, session: xr.Dataset) -> xr.Dataset:
    """The predictions in a file. Raises NeurodagError where they are not of this session."""
    found = load_netcdf(path)
    name = session.attrs["session_id"]
    if missing := {"expected", "part"} - set(found):
        raise NeurodagError(
            f"{path} holds no predictions: it has no variable {', '.join(sorted(missing))}; make "
            "it with workflow_scripts/predict_responses.py."
        )
    if found.attrs["session_id"] != name:
        raise NeurodagError(
            f"{path} holds predictions for session {found.attrs['session_id']}, but the session "
            f"given is {name}; give the session that they were made for."
        )
    trials = predicted_trials(session)
    same_trials = np.array_equal(found["trial"].values, trials) and np.array_equal(
        found["part"].values, session["split"].values[trials]
    )
    if not same_trials or found.sizes["unit"] != session.sizes["unit"]:
        raise NeurodagError(
            f"{path} holds predictions for {found.sizes['trial']} trials (part) and "
            f"{found.sizes['unit']} units (unit) of session {name}, whose file now has another "
            f"split, or other units; make the predictions again."
        )
    return found
