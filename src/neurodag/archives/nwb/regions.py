"""Brain regions of the units of an NWB file."""

import numpy as np

from neurodag.archives.hints import listed
from neurodag.archives.nwb.opening import NWBFile, damage
from neurodag.archives.nwb.tables import Table
from neurodag.errors import ArchiveError


def region_of_units(nwb: NWBFile, units: Table, region_column: str) -> np.ndarray:
    """The region of each unit as text `(unit,)`, `unknown` where the file does not say.

    Raises ArchiveError that lists the columns there are, if none is called `region_column`.
    """
    electrodes = None if nwb.electrodes is None else Table(nwb.electrodes, units.path)
    of_electrodes = () if electrodes is None else electrodes.columns
    table, _, name = region_column.rpartition(".")
    if table in ("", "units") and name in units.columns:
        regions = units.texts(name)
    elif table in ("", "electrodes") and name in of_electrodes and electrodes is not None:
        regions = _region_of_most(units, electrodes, name)
    else:
        raise ArchiveError(
            f"{units.path} has no column {region_column} of units or electrodes; the setting "
            f"region_column must name one. units has {listed(units.columns)}; electrodes has "
            f"{listed(of_electrodes)}."
        )
    return np.where(np.char.strip(regions) == "", "unknown", regions)


def _region_of_most(units: Table, electrodes: Table, name: str) -> np.ndarray:
    """The region of most of a unit's electrodes `(unit,)`, the first by name of equally many."""
    unit, electrode = _electrodes_of_units(units, electrodes)
    regions, code = np.unique(electrodes.texts(name), return_inverse=True)
    n_units, n_regions = len(units.ids()), len(regions)
    votes = np.bincount(unit * n_regions + code[electrode], minlength=n_units * n_regions)
    votes = votes.reshape(n_units, n_regions)
    return np.where(votes.any(axis=1), regions[votes.argmax(axis=1)], "")


def _electrodes_of_units(units: Table, electrodes: Table) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of a unit and an electrode of it, as rows of the tables, both `(pair,)`.

    A unit has its peak channel alone where that is told, and else all electrodes that it lists.
    """
    if "peak_channel_id" in units.columns:
        peak = units.numbers("peak_channel_id")
        unit, electrode = np.nonzero(peak[:, np.newaxis] == electrodes.ids())
        return unit, electrode
    if "electrodes" not in units.columns:
        raise ArchiveError(
            f"{units.path}: the units name no electrodes, neither in a column electrodes nor in "
            f"peak_channel_id, so the setting region_column must be one of units: "
            f"{listed(units.columns)}."
        )
    column = units.ragged("electrodes")
    with damage(units.path):
        electrode = np.asarray(column.values[:])
    if not np.isin(electrode, np.arange(len(electrodes.ids()))).all():
        raise ArchiveError(f"{units.path}: units.electrodes names rows that electrodes has not.")
    return np.repeat(np.arange(len(column.ends)), column.ends - column.starts), electrode
