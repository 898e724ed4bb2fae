"""What every kind of recording has in common when it is read to be trained on."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import numpy as np
import xarray as xr

from neurodag.errors import SessionError
from neurodag.sessions import Part, trials_of

Recording = TypeVar("Recording")


def read_each(
    paths: Iterable[Path], read: Callable[[Path], tuple[str, Recording]]
) -> tuple[dict[str, Recording], dict[str, Path]]:
    """What `read` makes of each file, and the files, both by the ids of the sessions, in order.

    Raises SessionError where two files are of one session.
    """
    recordings: dict[str, Recording] = {}
    path_of: dict[str, Path] = {}
    for path in paths:
        session, recording = read(path)
        if session in path_of:
            raise SessionError(
                f"{path_of[session]} and {path} are both of session {session}; give one of them, "
                "or another session_id to one."
            )
        recordings[session], path_of[session] = recording, path
    return dict(sorted(recordings.items())), dict(sorted(path_of.items()))


def trials_to_learn_from(session: xr.Dataset, path: Path) -> dict[Part, np.ndarray]:
    """Positions of the training and the validation trials of the session in the file `path`.

    Raises SessionError where it has none of either.
    """
    parts: tuple[Part, ...] = ("train", "validation")
    trials = {part: trials_of(session, part) for part in parts}
    for part, positions in trials.items():
        if not len(positions):
            raise SessionError(
                f"{path} has no {part} trials in its variable split; prepare it with a share of "
                f"{part} trials above 0."
            )
    return trials
