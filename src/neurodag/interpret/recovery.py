"""How well the receptive fields of a simulated session are found again."""

import numpy as np
import xarray as xr

from neurodag.errors import NeurodagError


def recovery(fits: xr.Dataset, truth: xr.Dataset, session: xr.Dataset) -> xr.Dataset:
    """Errors of a network's receptive fields against the truth of its `session`, `(unit)` each.

    In pixels of the images of the session, a twin of Sensorium; pixels of the network are taken to
    be as wide as they are high. One Gaussian fitted to the absolute values of a Gabor function
    follows its larger stripe: a part of each error is due to the method. Raises NeurodagError for
    the truth of another session or of other units, and for what is no truth of receptive fields.
    """
    if missing := {"field_centre", "field_size", "field_orientation"} - set(truth.variables):
        raise NeurodagError(
            f"The truth given has no {', '.join(sorted(missing))}: name the file that "
            "workflow_scripts/simulate_sensorium.py wrote beside the scan."
        )
    name, theirs = session.attrs["session_id"], truth.attrs.get("session_id")
    ours = (name, session.attrs.get("recording_id"))
    if theirs not in ours or not np.array_equal(truth["unit"], fits["unit"]):
        raise NeurodagError(
            f"The truth given is of session {theirs!r} with {truth.sizes.get('unit', 0)} units, "
            f"the receptive fields of {name!r} with {fits.sizes['unit']}: name the file that was "
            "simulated together with the session."
        )
    (y, scale), (x, _) = (
        in_session(fits[f"centre_{axis}"].values, fits.sizes[axis], session.sizes[axis], fits.crop)
        for axis in ("y", "x")
    )
    centre, size = truth["field_centre"], truth["field_size"].values
    away_y, away_x = (
        found - centre.sel(image_axis=axis).values for found, axis in ((y, "y"), (x, "x"))
    )
    found = scale * np.sqrt(fits["sigma_x"].values * fits["sigma_y"].values)
    turn = fits["orientation"].values - truth["field_orientation"].values
    meaning = {
        "centre_error": ("distance between both centres", "px"),
        "size_ratio": ("geometric mean of both sigmas, over the true one", "1"),
        "orientation_error": ("angle between directions of greatest change, to π/2", "rad"),
    }
    error = {
        "centre_error": np.hypot(away_x, away_y),
        "size_ratio": found / size,
        "orientation_error": np.abs((turn + np.pi / 2) % np.pi - np.pi / 2),
    }
    return xr.Dataset(
        {
            key: ("unit", error[key], {"long_name": long_name, "units": units})
            for key, (long_name, units) in meaning.items()
        }
    )


def in_session(place: np.ndarray, seen: int, stored: int, crop: float) -> tuple[np.ndarray, float]:
    """Places among the `seen` pixels of a core, in the `stored` pixels of the session's images.

    And how many of the latter one of the former takes. `crop`: the share that was cut out of the
    centre before the image was resized.
    """
    cut = int(crop * stored)
    scale = cut / seen
    return (stored - cut) // 2 + (place + 0.5) * scale - 0.5, scale
