"""One experiment of the Brain Observatory → one calcium session."""

from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from neurodag.archives.allen.conditions import UNITS
from neurodag.archives.allen.epochs import LONGEST_GAP
from neurodag.archives.allen.files import session_files
from neurodag.archives.allen.metadata import read_metadata
from neurodag.archives.allen.nwb import open_nwb
from neurodag.archives.allen.presentations import presentation_table
from neurodag.archives.allen.traces import (
    corrected_fluorescence,
    frame_times,
    running_speed,
    unit_ids,
)
from neurodag.config.archives.allen import AllenReader
from neurodag.errors import ArchiveError


def read_session(folder: Path, session_id: str, settings: AllenReader) -> xr.Dataset:
    """The experiment `session_id` below the archive's `folder`, as a calcium session.

    Raises ArchiveError, naming file and field, if the archive does not hold the experiment or if
    its file is damaged or of another layout.
    """
    path = session_files(folder, session_id)[0]
    with open_nwb(path) as file:
        metadata = read_metadata(file, session_id)
        times = frame_times(file)
        units, unit_field = unit_ids(file)
        table, remarks = presentation_table(file, settings, LONGEST_GAP[metadata.session_type])
        speed = running_speed(file, times)
        fluorescence, finite = corrected_fluorescence(
            file, metadata.demixed, len(times), len(units)
        )
    recorded = table[table["onset_frame"] < len(times)]
    if recorded.empty:
        raise ArchiveError(
            f"{path}: all presentations begin after the last of the {len(times)} frames, so none "
            "was recorded."
        )
    session = xr.Dataset(
        {
            "fluorescence": (
                ("frame", "unit"),
                fluorescence,
                {"long_name": "fluorescence less that of the neuropil"},
            ),
            **_presentation_variables(recorded),
        },
        coords={
            "time": ("frame", times, {"units": "s", "long_name": "time since the start"}),
            "unit": ("unit", units[finite], {"long_name": unit_field}),
        },
    )
    if speed is not None:
        session["running_speed"] = (
            "frame",
            speed,
            {"units": "cm/s", "long_name": "speed of the mouse, NaN where not measured"},
        )
    return session.assign_attrs(
        modality="calcium",
        dataset="Allen Brain Observatory, visual coding, two-photon",
        session_id=session_id,
        species="Mus musculus",
        source=f"{path.name}, ophys experiment of the Allen Brain Observatory",
        license="Allen Institute Terms of Use",
        frame_rate_hz=float(1 / np.median(np.diff(times))),
        units_left_out=", ".join(map(str, units[~finite])) or "none",
        presentations_left_out=len(table) - len(recorded),
        **remarks,
        **metadata.attributes,
    )


def _presentation_variables(table: pd.DataFrame) -> dict[str, tuple]:
    meanings = {
        "onset_frame": "first frame of the presentation",
        "end_frame": "last frame of the presentation",
        "condition": "10000 × number of the stimulus + number of the condition within it",
        "epoch": "number of the stretch of one stimulus",
    }
    variables: dict[str, tuple] = {
        name: ("presentation", table[name].to_numpy(np.int32), {"long_name": meaning})
        for name, meaning in meanings.items()
    }
    variables["stimulus"] = ("presentation", table["stimulus"].to_numpy(str))
    for name, unit in UNITS.items():
        if name in table:
            attributes = {"units": unit, "long_name": "of the grating, NaN where there is none"}
            variables[name] = ("presentation", table[name].to_numpy(float), attributes)
    return variables
