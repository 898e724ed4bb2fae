"""Evaluations of forecasters, as tables and figures are given them."""

from pathlib import Path

import xarray as xr

from neurodag.errors import NeurodagError
from neurodag.files import load_netcdf

ATTRIBUTES = ("method", "predicted", "task", "stimulus", "subject", "session_id", "seed")
VARIABLES = {"activation": ("count",), "response": ("value", "scored")}
"""By what is predicted."""


def open_evaluation(path: Path) -> xr.Dataset:
    """The evaluation in a file. Raises NeurodagError where there is none of a forecaster."""
    found = load_netcdf(path)
    lacking = [name for name in ATTRIBUTES if name not in found.attrs]
    needed = VARIABLES.get(found.attrs.get("predicted", ""), ())
    lacking += [name for name in needed if name not in found]
    if lacking:
        raise NeurodagError(
            f"{path} holds no evaluation of a forecaster: it lacks {', '.join(lacking)}; make it "
            "with workflow_scripts/evaluate_forecasts.py."
        )
    return found
