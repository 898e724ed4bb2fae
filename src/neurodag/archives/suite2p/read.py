"""A folder of Suite2p → a session of calcium recordings."""

from pathlib import Path

import numpy as np
import xarray as xr

from neurodag.archives.conventions import describe_variables
from neurodag.archives.suite2p.files import IS_CELL, STIMULUS, plane_folders, session_files
from neurodag.archives.suite2p.planes import corrected_fluorescence, count_frames, open_plane
from neurodag.archives.suite2p.stimulus import read_presentations
from neurodag.config.archives.suite2p import Suite2pReader
from neurodag.errors import ArchiveError


def read_session(folder: Path, session_id: str, settings: Suite2pReader) -> xr.Dataset:
    """The cells of all planes and the presentations of `stimulus.csv`, as a calcium session.

    Raises ArchiveError, which names the file and what would be right, if there is no such session
    or if its files are damaged, do not fit each other, or hold no cells.
    """
    session_files(folder, session_id)
    session_folder = folder / session_id
    planes = [
        open_plane(number, path, settings) for number, path in plane_folders(session_folder).items()
    ]
    if not any(len(plane.cells) for plane in planes):
        raise ArchiveError(
            f"{session_folder} has no cells: {IS_CELL} marks none as a cell with a probability of "
            f"{settings.cell_probability:g} or more. Lower the setting cell_probability, or curate "
            "the cells in Suite2p."
        )
    frames = count_frames(planes)
    presentations = read_presentations(session_folder / STIMULUS, frames, settings)
    fluorescence = corrected_fluorescence(planes, frames, settings.neuropil_coefficient)
    session = xr.Dataset(
        {
            "fluorescence": (("frame", "unit"), fluorescence),
            **{name: ("presentation", values) for name, values in presentations.items()},
            "cell_probability": (
                "unit",
                np.concatenate([plane.probability for plane in planes]).astype("float32"),
                {"long_name": "probability that Suite2p gives the ROI of being a cell"},
            ),
        },
        coords={"unit": [f"plane{plane.number}_{roi}" for plane in planes for roi in plane.cells]},
        attrs={
            "modality": "calcium",
            "dataset": settings.dataset,
            "subject": settings.subject,
            "session_id": session_id,
            "species": settings.species,
            "source": "Suite2p",
            "license": settings.license,
            "frame_rate_hz": settings.frame_rate_hz,
        },
    )
    return describe_variables(session)
