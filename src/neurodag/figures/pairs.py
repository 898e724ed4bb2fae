"""What figures that compare two runs unit by unit have in common."""

import xarray as xr

from neurodag.errors import NeurodagError
from neurodag.tables.runs import describe


def check_same_units(ours: xr.Dataset, baseline: xr.Dataset) -> None:
    """Raises NeurodagError unless both evaluations are of the same units of one session."""
    same_session = ours.attrs["session_id"] == baseline.attrs["session_id"]
    if not (same_session and ours["unit"].equals(baseline["unit"])):
        raise NeurodagError(
            "The figure compares two runs on the same units of one session, but these are "
            f"{describe(ours)} and {describe(baseline)}."
        )
