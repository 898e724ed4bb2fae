"""What figures that compare two runs unit by unit have in common."""

import xarray as xr

from neurodag.errors import NeurodagError
from neurodag.labels import ROWS
from neurodag.tables.runs import describe, row_of


def check_pair(ours: xr.Dataset, baseline: xr.Dataset) -> None:
    """Raises NeurodagError unless these are two models on the same units of one session."""
    same_session = ours.attrs["session_id"] == baseline.attrs["session_id"]
    if not (same_session and ours["unit"].equals(baseline["unit"])):
        raise NeurodagError(
            "The figure compares two runs on the same units of one session, but these are "
            f"{describe(ours)} and {describe(baseline)}."
        )
    if row_of(ours) == row_of(baseline):
        raise NeurodagError(
            f"The figure compares two models, but both runs are of {ROWS[row_of(ours)]}."
        )
