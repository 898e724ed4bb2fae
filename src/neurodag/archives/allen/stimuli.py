"""Presentations of one stimulus: when each began and ended, and which condition it showed."""

import h5py
import numpy as np
import pandas as pd

from neurodag.archives.allen.conditions import (
    CONDITIONS_OF_ONE_STIMULUS,
    GRATINGS,
    first_condition,
    grating_numbers,
)
from neurodag.archives.allen.nwb import load, names, texts
from neurodag.config.archives.allen import STIMULI, Stimulus
from neurodag.errors import ArchiveError

PRESENTATION = "stimulus/presentation"
OTHER_STIMULI = ("natural_movie_one", "natural_movie_two", "natural_movie_three", "spontaneous")
"""Stimuli that evoke no single responses, and are not read."""
BLANK_SCENE = -1
"""Frame of a natural scene that is none: gray screen."""
NO_CONDITION = -1
"""Condition of the presentations that showed nothing and are not kept."""
LAST_FRAME = np.iinfo(np.int32).max


def stimulus_groups(file: h5py.File) -> dict[str, str]:
    """The path of the presentations of each stimulus that was shown.

    Raises ArchiveError for a stimulus that the archive does not have.
    """
    groups = {
        name.removesuffix("_stimulus"): f"{PRESENTATION}/{name}"
        for name in names(file, PRESENTATION)
    }
    for stimulus, group in groups.items():
        if stimulus not in (*STIMULI, *OTHER_STIMULI):
            raise ArchiveError(
                f"{file.filename}: {group} is no stimulus of the archive, which has "
                f"{', '.join((*STIMULI, *OTHER_STIMULI))}."
            )
    return groups


def stimulus_table(file: h5py.File, group: str, stimulus: Stimulus) -> pd.DataFrame:
    """Presentations in the order of their onsets.

    Columns: onset_frame, end_frame, condition (`NO_CONDITION` for blank scenes), stimulus, and for
    gratings their parameters, NaN in blank sweeps. Raises ArchiveError for tables that are damaged
    or hold a condition that the stimulus does not have.
    """
    data = load(file, f"{group}/data")
    onset, end = _frames(file, f"{group}/frame_duration", len(data))
    parameters: dict[str, np.ndarray] = {}
    if stimulus in GRATINGS:
        parameters = _grating_parameters(file, group, stimulus, data)
        number = grating_numbers(stimulus, np.stack(list(parameters.values()), axis=1))
        wrong = number < 0
    else:
        number = data.ravel() if data.size == len(data) else np.full(len(data), np.nan)
        known = (number >= BLANK_SCENE) & (number < CONDITIONS_OF_ONE_STIMULUS)
        wrong = ~known | (number != np.round(number))
    if wrong.any():
        first = int(wrong.argmax())
        raise ArchiveError(
            f"{file.filename}: {group}/data has {data[first]} in presentation {first} (counted "
            f"from 0), which is no condition of {stimulus}: {_valid(stimulus)}."
        )
    condition = np.where(number < 0, NO_CONDITION, first_condition(stimulus) + number).astype(int)
    table = pd.DataFrame({"onset_frame": onset, "end_frame": end, "condition": condition})
    return table.assign(stimulus=stimulus, **parameters).sort_values(
        ["onset_frame", "end_frame"], ignore_index=True
    )


def _frames(file: h5py.File, field: str, presentations: int) -> tuple[np.ndarray, np.ndarray]:
    """First and last frame of each presentation, int `(presentation)`."""
    frames = load(file, field)
    if frames.shape != (presentations, 2):
        raise ArchiveError(
            f"{file.filename}: {field} has the shape {frames.shape}, but must have "
            f"({presentations}, 2): first and last frame of each presentation."
        )
    onset, end = frames.T
    wrong = ~((onset >= 0) & (onset <= end) & (end <= LAST_FRAME))
    if wrong.any():
        first = int(wrong.argmax())
        raise ArchiveError(
            f"{file.filename}: {field} lets presentation {first} (counted from 0) last from frame "
            f"{onset[first]} to {end[first]}; frames count from 0 and go forward."
        )
    return onset.astype(int), end.astype(int)


def _grating_parameters(
    file: h5py.File, group: str, stimulus: Stimulus, data: np.ndarray
) -> dict[str, np.ndarray]:
    """Parameters in the order of `GRATINGS`, each `(presentation)` with NaN in blank sweeps."""
    features = texts(file, f"{group}/features")
    wanted = GRATINGS[stimulus]
    if data.ndim != 2 or data.shape[1] != len(features) or not set(wanted) <= set(features):
        raise ArchiveError(
            f"{file.filename}: {group}/features names {', '.join(features)} for data of the shape "
            f"{data.shape}, but must name each column, {', '.join(wanted)} among them."
        )
    columns = dict(zip(features, data.T.astype(float), strict=True))
    blank = columns.get("blank_sweep", np.zeros(len(data))) == 1
    return {name: np.where(blank, np.nan, columns[name]) for name in wanted}


def _valid(stimulus: Stimulus) -> str:
    """What is a condition of the stimulus, for an error."""
    if stimulus not in GRATINGS:
        return f"a frame from {BLANK_SCENE} to {CONDITIONS_OF_ONE_STIMULUS - 1} is needed"
    return "; ".join(
        f"{name} must be one of {', '.join(map(str, values))}"
        for name, values in GRATINGS[stimulus].items()
    )
