"""A small recording in the files of the IBL archive, for tests."""

from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from neurodag.config.archives.ibl import IBLTwin
from neurodag.simulate.ibl import simulate_ibl

SESSION = "2024-01-01_1_twin-1"
SMALL = IBLTwin(trials=12, units={"CA1": 3, "VISp5": 2}, median_rate_hz=10.0)
TABLE = "_ibl_trials.table.pqt"


def write_twin(folder: Path, session_id: str = SESSION, **changes: object) -> xr.Dataset:
    """Writes a recording of `SMALL`, changed, and returns its truth."""
    return simulate_ibl(folder, session_id, SMALL.model_copy(update=changes))


def alf_of(folder: Path) -> Path:
    """The `alf` folder of the one session below `folder`."""
    return next(folder.glob("*/Subjects/*/*/*/alf"))


def edit_trials(folder: Path, **columns: object) -> None:
    """Sets columns of the table of trials; None drops one."""
    path = alf_of(folder) / TABLE
    table = pd.read_parquet(path)
    for name, values in columns.items():
        table = table.drop(columns=name) if values is None else table.assign(**{name: values})
    table.to_parquet(path)


def edit_array(path: Path, **changes: object) -> None:
    """Sets values of an array by position, `at=…, to=…`, or replaces it, `by=…`."""
    array = np.load(path)
    if "by" in changes:
        array = np.asarray(changes["by"])
    else:
        array[changes["at"]] = changes["to"]
    np.save(path, array)
