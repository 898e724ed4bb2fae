"""What was shown when: the table `stimulus.csv`, a row a presentation."""

import csv
import re
from io import StringIO
from pathlib import Path

import numpy as np

from neurodag.archives.arrays import check_ascending
from neurodag.archives.presentations import (
    condition_numbers,
    epoch_numbers,
    numbers_or_text,
    onset_frames,
)
from neurodag.config.archives.suite2p import Suite2pReader
from neurodag.errors import ArchiveError
from neurodag.sessions.schema import CALCIUM

ONSETS = ("onset_s", "onset_frame")
RESERVED = {"cell_probability", *CALCIUM.variables, *CALCIUM.dims} - {
    "onset_frame",
    "stimulus",
    "epoch",
}
"""Names in a session that a column of conditions cannot have."""

_COLUMN_NAME = r"\w[^/\x00-\x1f\x7f]*"
"""What NetCDF takes as the name of a variable."""


def read_presentations(path: Path, frames: int, settings: Suite2pReader) -> dict[str, np.ndarray]:
    """`onset_frame`, `stimulus`, `condition`, `epoch` and the columns of conditions.

    Each is `(presentation,)`. Raises ArchiveError that names the file and the column or line where
    the table is not as docs/archives/suite2p.md says.
    """
    table = _read_table(path)
    onset_name = next(name for name in ONSETS if name in table)
    onset = numbers_or_text(table.pop(onset_name))
    if onset.dtype.kind != "f":
        raise ArchiveError(f"{path}, column {onset_name}, must hold numbers in every line.")
    check_ascending(onset, f"{path}, column {onset_name},", strictly=True)
    frame = _frames_of(onset, onset_name, frames, settings.frame_rate_hz, path)

    stimulus = np.array(table.pop("stimulus"))
    if (np.char.strip(stimulus) == "").any():
        raise ArchiveError(f"{path}, column stimulus, must name a stimulus in every line.")
    if "epoch" in table:
        epoch = _given_epochs(stimulus, numbers_or_text(table.pop("epoch")), path)
    else:
        onset_s = frame / settings.frame_rate_hz
        epoch = epoch_numbers(stimulus, onset_s, onset_s, settings.epoch_gap_s)
    conditions = {name: numbers_or_text(cells) for name, cells in table.items()}
    return {
        "onset_frame": frame,
        "stimulus": stimulus,
        "condition": condition_numbers(list(conditions.values()), len(frame)),
        "epoch": epoch,
        **conditions,
    }


def _read_table(path: Path) -> dict[str, list[str]]:
    """The cells of each column, as text, after a look at the header and at every line's length."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        if "\0" in text:
            raise csv.Error("it holds bytes that are zero")
        reader = csv.reader(StringIO(text), strict=True)
        lines = [(reader.line_num, [cell.strip() for cell in row]) for row in reader if row]
    except (csv.Error, UnicodeDecodeError, OSError) as error:
        raise ArchiveError(
            f"{path} cannot be read as a UTF-8 table with commas ({error})."
        ) from error
    header = lines[0][1] if lines else []
    has_one_onset = len(set(ONSETS) & set(header)) == 1
    if not has_one_onset or "stimulus" not in header or len(set(header)) < len(header):
        raise ArchiveError(
            f"{path} must have the columns stimulus and either onset_s or onset_frame, and none "
            f"twice. It has: {', '.join(header) or 'nothing'}."
        )
    for name in header:
        if name in RESERVED or not re.fullmatch(_COLUMN_NAME, name):
            raise ArchiveError(
                f"{path} has a column called {name!r}, as no column of conditions can be called: "
                "give it another name, of letters, digits and `_`."
            )
    if len(lines) == 1:
        raise ArchiveError(f"{path} has no presentations: it must have a line for each.")
    for number, cells in lines:
        if len(cells) != len(header):
            raise ArchiveError(
                f"{path}, line {number}, has {len(cells)} cells, but the header {len(header)}."
            )
    columns = zip(*(cells for _, cells in lines[1:]), strict=True)
    return {name: list(cells) for name, cells in zip(header, columns, strict=True)}


def _frames_of(
    onset: np.ndarray, name: str, frames: int, frame_rate_hz: float, path: Path
) -> np.ndarray:
    """The first frame of each presentation, each within the recording and none twice."""
    if name == "onset_frame":
        if (onset != np.round(onset)).any():
            raise ArchiveError(f"{path}, column {name}, must hold whole numbers in every line.")
        frame = np.clip(onset, -1, frames).astype("int64")
    else:
        frame = onset_frames(onset, np.arange(frames) / frame_rate_hz)
    outside = (onset < 0) | (frame >= frames)
    if outside.any():
        raise ArchiveError(
            f"{path}, column {name}, has the onset {onset[outside.argmax()]:g}, but the recording "
            f"has {frames} frames, {frames / frame_rate_hz:g} s at {frame_rate_hz:g} Hz. Leave the "
            "presentation out, or correct the setting frame_rate_hz."
        )
    check_ascending(frame, f"The first frame of the presentations in {path}", strictly=True)
    return frame


def _given_epochs(stimulus: np.ndarray, epoch: np.ndarray, path: Path) -> np.ndarray:
    """Numbers in the order of onsets; those that the table gives may begin anew by stimulus."""
    if epoch.dtype.kind != "f" or not (epoch == np.round(epoch)).all():
        raise ArchiveError(f"{path}, column epoch, must hold a whole number in every line.")
    pairs = condition_numbers([stimulus, epoch], len(epoch))
    _, first, inverse = np.unique(pairs, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[inverse]
