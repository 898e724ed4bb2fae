"""What several figures ask of the files that they are given."""

from collections.abc import Sequence

import numpy as np
import xarray as xr

from neurodag.errors import NeurodagError

NETWORK_COLORS = ("#D55E00", "#0072B2")
"""Of the two networks that a figure compares."""


def session_labels(files: Sequence[xr.Dataset], labels: Sequence[str] | None) -> list[str]:
    """What each session is called: the `labels`, or else the sessions' own names.

    Raises NeurodagError if a session is there twice, or if there are not as many labels as files.
    """
    sessions = [str(each.attrs["session_id"]) for each in files]
    if twice := {each for each in sessions if sessions.count(each) > 1}:
        raise NeurodagError(
            f"Several files are of session {', '.join(sorted(twice))}; give one of each session."
        )
    if labels is not None and len(labels) != len(files):
        raise NeurodagError(
            f"There are {len(labels)} labels for {len(files)} files; give one for each, or none."
        )
    return sessions if labels is None else list(labels)


def one_network(files: Sequence[xr.Dataset]) -> str:
    """The row of tables that all files belong to.

    Raises NeurodagError if they are of several networks.
    """
    found = sorted({(_row(each), int(each.attrs["seed"])) for each in files})
    if len(found) > 1:
        names = ", ".join(f"{model} (seed {seed})" for model, seed in found)
        raise NeurodagError(f"The files are of several networks, {names}; give those of one.")
    return found[0][0]


def _row(file: xr.Dataset) -> str:
    return str(file.attrs["model"]) + ("_ensemble" if file.attrs.get("members", 1) > 1 else "")


def evenly(items: np.ndarray, number: int) -> np.ndarray:
    """So many of `items` `(item,)`, spread evenly from the first to the last part."""
    return items[((np.arange(number) + 0.5) * len(items) / number).astype(int)]
