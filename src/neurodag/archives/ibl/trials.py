"""The table of trials, and which of them count for decoding."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from neurodag.archives.arrays import check_same_length, load_array
from neurodag.archives.ibl.datasets import TRIAL_COLUMNS, TRIAL_FILES, TRIALS, Dataset, Datasets
from neurodag.config.archives.ibl import IBLReader
from neurodag.errors import ArchiveError

REWARD_UL = 1.0
"""More water than this is a reward."""
_COMPLETE = set(TRIAL_COLUMNS) - {"goCue_times", "rewardVolume"}
"""Columns without which a trial does not count for decoding."""


@dataclass(frozen=True)
class Trials:
    """The trials with a known stimulus onset, each array `(trial)`."""

    number: np.ndarray
    """Position in the archive's table."""
    onset_s: np.ndarray
    """Of the stimulus, on the clock of the session."""
    choice: np.ndarray
    """−1 left, 1 right, 0 unknown."""
    block: np.ndarray
    """Probability of a stimulus on the left, 0 where unknown."""
    reward: np.ndarray
    decodable: np.ndarray
    without_onset: int
    """Number of trials that were left out."""


def read_trials(datasets: Datasets, session: Path, settings: IBLReader) -> Trials:
    """The trials that can be aligned to their stimulus.

    The IBL writes a choice as the turn of the wheel: −1 counter-clockwise, which reports a stimulus
    on the right, 1 clockwise, for the left. The signs are turned round here.
    """
    columns = _columns(datasets, session)
    stimulus, movement = columns["stimOn_times"], columns["firstMovement_times"]
    aligned = np.isfinite(stimulus)
    if not aligned.any():
        raise ArchiveError(
            f"{session} has {len(stimulus)} trials, none with a time in stimOn_times: there is "
            "nothing to align."
        )
    block = columns["probabilityLeft"]
    reaction_s = movement - stimulus
    response_s = columns["feedback_times"] - columns["goCue_times"]
    complete = np.all(
        [np.isfinite(values) for name, values in columns.items() if name in _COMPLETE], axis=0
    )
    decodable = (
        complete
        & (columns["choice"] != 0)
        & (reaction_s >= settings.shortest_reaction_s)
        & (reaction_s <= settings.longest_reaction_s)
        & ~(response_s > settings.longest_response_s)
    )
    return Trials(
        number=np.flatnonzero(aligned),
        onset_s=stimulus[aligned],
        choice=np.nan_to_num(-columns["choice"][aligned]).astype(np.int8),
        block=np.where(np.isfinite(block), block, 0)[aligned],
        reward=(columns["rewardVolume"][aligned] > REWARD_UL).astype(np.int8),
        decodable=decodable[aligned],
        without_onset=int((~aligned).sum()),
    )


def _columns(datasets: Datasets, session: Path) -> dict[str, np.ndarray]:
    """Every column as float64 `(trial)`, from the table or, in older sessions, its own file."""
    of_session = datasets.get("", {})
    columns = _table(of_session[TRIALS]) if TRIALS in of_session else {}
    for name in [name for name in TRIAL_COLUMNS if name not in columns]:
        if TRIAL_FILES[name] not in of_session:
            raise ArchiveError(
                f"{session / 'alf'} has no column {name} in {TRIALS}, and no {TRIAL_FILES[name]}: "
                "download the trials again."
            )
        path = of_session[TRIAL_FILES[name]].path
        columns[name] = load_array(path, ndim=1, kinds="fiub").astype(np.float64)
    check_same_length({f"{session / 'alf'}, trials.{name}": len(columns[name]) for name in columns})
    unknown = ~np.isin(columns["choice"], (-1, 0, 1)) & ~np.isnan(columns["choice"])
    if unknown.any():
        raise ArchiveError(
            f"{session / 'alf'} has the choice {columns['choice'][unknown][0]:g} in trial "
            f"{unknown.argmax()} (counted from 0), but choice must be -1, 0 or 1."
        )
    return columns


def _table(dataset: Dataset) -> dict[str, np.ndarray]:
    import pandas as pd

    try:
        table = pd.read_parquet(dataset.path)
    except Exception as error:  # damaged bytes surface as almost any error of pyarrow
        raise ArchiveError(
            f"{dataset.path} cannot be read as Parquet ({error}): download it again."
        ) from error
    present = [name for name in TRIAL_COLUMNS if name in table.columns]
    try:
        return {name: table[name].to_numpy(dtype=np.float64) for name in present}
    except (TypeError, ValueError) as error:
        raise ArchiveError(
            f"{dataset.path} has a column among {', '.join(present)} that holds no numbers "
            f"({error}): download it again."
        ) from error
