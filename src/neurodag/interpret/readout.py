"""Where units read the image, against where they lie in the cortex (V1T paper, A.8)."""

import numpy as np
import torch
import xarray as xr

from neurodag.evaluation.vision.opened import Opened
from neurodag.interpret.about import about


@torch.no_grad()
def map_readout(opened: Opened, session: xr.Dataset, model: str) -> xr.Dataset:
    """Places of units in the image, beside their positions in the cortex where these are known."""
    network, recording, _ = opened
    readout = network.readout[session.attrs["session_id"]]
    place = readout.places(1)[0].cpu().numpy().astype(np.float64)
    rows, columns = network.core.grid
    position = recording.positions
    result = readout_places(place, None if position is None else position.cpu().double().numpy())
    if "unit" in session:
        result = result.assign_coords(unit=session["unit"])
    return result.assign_attrs(about(opened, session, model) | {"rows": rows, "columns": columns})


def readout_places(place: np.ndarray, position: np.ndarray | None) -> xr.Dataset:
    """Places of units, and the linear map that leads there from the cortex.

    `place` `(unit, 2)`: x and y, from −1 to 1 across the core's features; `position` `(unit, 2)`
    in µm, or None where it was not recorded.
    """
    half = {"long_name": "where the unit reads the core's features, from −1 to 1", "units": "1"}
    places = xr.Dataset(
        {"place": (("unit", "image_axis"), place, half)}, {"image_axis": ["x", "y"]}
    )
    if position is None:
        return places
    slope, explained = linear_map(position, place)
    anatomy = {"long_name": "position of the unit in the cortex", "units": "um"}
    about_slope = {"long_name": "change of the place with the position", "units": "um-1"}
    about_map = {"long_name": "share of the places' variance that slope explains", "units": "1"}
    return places.assign(
        unit_position=(("unit", "cortical_axis"), position, anatomy),
        slope=(("image_axis", "cortical_axis"), slope, about_slope),
        explained=("image_axis", explained, about_map),
    ).assign_coords(cortical_axis=["x", "y"])


def linear_map(position: np.ndarray, place: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Slopes `(image axis, cortical axis)` and explained variance `(image axis,)`.

    Of the least-squares map, with an offset, from `position` to `place`, `(unit, axis)` each; NaN
    where all places are the same.
    """
    position, place = position - position.mean(axis=0), place - place.mean(axis=0)
    slope, *_ = np.linalg.lstsq(position, place, rcond=None)
    total = np.square(place).sum(axis=0)
    left = np.square(place - position @ slope).sum(axis=0)
    ratio = np.divide(left, total, out=np.full_like(total, np.nan), where=total > 0)
    return slope.T, 1 - ratio
