"""The units of a scan, and the animal that they are of."""

import numpy as np
import xarray as xr

from neurodag.archives.sensorium.scan import Scan
from neurodag.errors import ArchiveError

_FOLDER = "meta/neurons"


def read_units(scan: Scan) -> xr.Dataset:
    """Ids, positions in µm, and where the archive has them areas and layers, along `unit`.

    Raises ArchiveError when there are no units, or when the tables do not fit together.
    """
    unit = scan.load(f"{_FOLDER}/unit_ids.npy", ndim=1, kinds="iu")
    if not len(unit):
        raise ArchiveError(f"{scan.where(f'{_FOLDER}/unit_ids.npy')} lists no units.")
    name = f"{_FOLDER}/cell_motor_coordinates.npy"
    position = scan.load(name, ndim=2)
    if position.shape != (len(unit), 3):
        raise ArchiveError(
            f"{scan.where(name)} has the shape {position.shape}, but must have {(len(unit), 3)}: "
            "x, y and z of each unit. Copy it from the archive again."
        )
    units = xr.Dataset(
        {"unit_position": (("unit", "axis"), position.astype(np.float32), {"units": "um"})},
        coords={"unit": unit.astype(np.int64), "axis": ["x", "y", "z"]},
    )
    for label in ("area", "layer"):
        name = f"{_FOLDER}/{label}.npy"
        if name in scan.names:
            units[label] = "unit", scan.column(name, "unit", len(unit), kinds="US")
    return units


def read_animal(scan: Scan) -> str | None:
    """The number of the animal, if the archive has it; ArchiveError when there are several."""
    name = f"{_FOLDER}/animal_ids.npy"
    if name not in scan.names:
        return None
    animals = np.unique(scan.load(name, ndim=1, kinds="iu"))
    if len(animals) != 1:
        raise ArchiveError(
            f"{scan.where(name)} names {len(animals)} animals, but a scan is of one. Copy it from "
            "the archive again."
        )
    return str(animals[0])
