"""What every map of an adapted network says of itself."""

import xarray as xr

from neurodag.evaluation.forecast.trained import Trained


def about_run(
    result: xr.Dataset, trained: Trained, session: xr.Dataset, method: str, subject: str
) -> xr.Dataset:
    """The `result` with the ids of the session's units, and with attributes: of what run it is.

    `method` and `subject` are what these are called in figures.
    """
    if "unit" in session:
        result = result.assign_coords(unit=session["unit"].values)
    about = {
        "method": method,
        "task": trained.description["predicts"],
        "stimulus": trained.stimulus,
        "subject": subject,
        "session_id": trained.session,
        "seed": trained.description["seed"],
    }
    return result.assign_attrs(result.attrs | about)
