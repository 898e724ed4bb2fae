"""Is this a session? If not: what is wrong, where, and how to mend it."""

from collections.abc import Iterable
from difflib import get_close_matches

import numpy as np
import xarray as xr

from neurodag.errors import SessionError
from neurodag.sessions.schema import COMMON_ATTRIBUTES, MODALITIES, PARTS, Modality
from neurodag.sessions.values import check_values, refuse

STEP_TOLERANCE = 0.01
"""Share of the bin width by which a time step may differ from it: times may be 32-bit numbers."""


def validate(session: xr.Dataset, origin: str) -> None:
    """Raises SessionError at the first thing by which `session` is not a valid session.

    The message begins with `origin` (a file name), names the variable or attribute and the first
    offending value with its position, and ends with how to mend it.
    """
    try:
        modality = _modality_of(session)
        _check_attributes(session, modality)
        _check_structure(session, modality)
        # Flags come first: whether a trace is valid depends on the flag `decodable`.
        for name, declared in sorted(modality.variables.items(), key=lambda v: v[1].kind != "flag"):
            if name in session.variables:
                check_values(session, name, declared)
        if modality.name == "spikes":
            _check_time(session)
        elif modality.name == "calcium":
            _check_onsets(session)
        else:
            _check_image_index(session)
        _check_no_leak(session, modality)
    except SessionError as problem:
        raise SessionError(f"{origin}: {problem}") from None


def _modality_of(session: xr.Dataset) -> Modality:
    valid = ", ".join(MODALITIES)
    if "modality" not in session.attrs:
        raise SessionError(
            f"the attribute modality is missing{_nearest('modality', session.attrs)}. Set "
            f"session.attrs['modality'] to one of {valid}."
        )
    given = session.attrs["modality"]
    if not isinstance(given, str) or given not in MODALITIES:
        raise SessionError(
            f"the attribute modality is {given!r}, which is no modality"
            f"{_nearest(str(given), MODALITIES)}. It must be one of {valid}."
        )
    return MODALITIES[given]


def _check_attributes(session: xr.Dataset, modality: Modality) -> None:
    for name in (*COMMON_ATTRIBUTES, *modality.texts, *modality.numbers):
        if name not in session.attrs:
            raise SessionError(
                f"the attribute {name} is missing{_nearest(name, session.attrs)}. "
                f"Set session.attrs[{name!r}]."
            )
    for name in (*COMMON_ATTRIBUTES, *modality.texts):
        value = session.attrs[name]
        if not isinstance(value, str) or not value.strip():
            raise SessionError(
                f"the attribute {name} is {value!r}, but must be text that is not empty. Write "
                "'unknown' where it is not known."
            )
    for name in modality.numbers:
        value = session.attrs[name]
        is_number = isinstance(value, int | float | np.integer | np.floating)
        if not is_number or isinstance(value, bool) or not 0 < value < np.inf:
            raise SessionError(
                f"the attribute {name} is {value!r}, but must be a positive number. "
                f"Set session.attrs[{name!r}] to one."
            )


def _check_structure(session: xr.Dataset, modality: Modality) -> None:
    for name, declared in modality.variables.items():
        if name not in session.variables:
            if declared.required:
                meaning = declared.meaning + (declared.units and f", in {declared.units}")
                raise SessionError(
                    f"the variable {name} {_listed(declared.dims)} is missing"
                    f"{_nearest(name, map(str, session.variables))}. A {modality.name} session "
                    f"must have it: {meaning}."
                )
        elif session.variables[name].dims != declared.dims:
            raise SessionError(
                f"the variable {name} has the dimensions {_listed(session.variables[name].dims)}, "
                f"but must have {_listed(declared.dims)}. Rename or transpose them."
            )
    for extra, variable in session.variables.items():
        unknown = [str(dim) for dim in variable.dims if dim not in modality.dims]
        if unknown:
            raise SessionError(
                f"the variable {extra} has the dimension {unknown[0]}, which a {modality.name} "
                f"session does not know{_nearest(unknown[0], modality.dims)}. Rename it to one of "
                f"{', '.join(sorted(modality.dims))}, or leave the variable out."
            )
    for dim, size in session.sizes.items():
        if size == 0:
            raise SessionError(
                f"the dimension {dim} has the size 0. A session needs at least one {dim}."
            )


def _check_time(session: xr.Dataset) -> None:
    time, width = session["time"], float(session.attrs["bin_width_s"])
    step = np.diff(time.values.astype(float))
    backward = np.concatenate([[False], step <= 0])
    refuse(time, backward, "must increase", "Sort the bins, and store each once")
    wrong = np.concatenate([[False], np.abs(step - width) > STEP_TOLERANCE * width])
    refuse(
        time,
        wrong,
        f"must be bin_width_s = {width:g} s apart, bin by bin",
        "Correct the attribute bin_width_s or the times, which are bin centres in seconds",
    )


def _check_onsets(session: xr.Dataset) -> None:
    onset, frames = session["onset_frame"], session.sizes["frame"]
    refuse(
        onset,
        (onset.values < 0) | (onset.values >= frames),
        f"must be frames of the recording, 0 to {frames - 1}",
        "Leave out the presentations before and after the recording, and count frames from 0",
    )
    refuse(
        onset,
        np.concatenate([[False], onset.values[1:] <= onset.values[:-1]]),
        "must increase from one presentation to the next",
        "Sort the presentations: session.sortby('onset_frame')",
    )


def _check_image_index(session: xr.Dataset) -> None:
    index, images = session["image_index"], session.sizes["image"]
    refuse(
        index,
        (index.values < 0) | (index.values >= images),
        f"must be positions along image, 0 to {images - 1}",
        "Count the pictures from 0",
    )


def _check_no_leak(session: xr.Dataset, modality: Modality) -> None:
    """No picture and no stimulus epoch comes in more than one part of the session."""
    if modality.grouped_by is None:
        return
    group = session[modality.grouped_by].values
    _, first, inverse = np.unique(group, return_index=True, return_inverse=True)
    for name in ("split", "tier"):
        if name in session:
            part = session[name]
            refuse(
                part,
                part.values != part.values[first][inverse],
                f"must be the same ({', '.join(PARTS)}) wherever {modality.grouped_by} is",
                f"Give each {modality.grouped_by} to one part only",
            )


def _listed(dims: Iterable[object]) -> str:
    return f"({', '.join(map(str, dims))})"


def _nearest(name: str, candidates: Iterable[str]) -> str:
    """A hint at the candidate that is spelled most like `name`, or nothing."""
    close = get_close_matches(name, list(candidates), n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""
