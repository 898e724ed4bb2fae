"""Checks of the values of one variable, one check a kind; each error names the first offender."""

from collections.abc import Callable

import numpy as np
import xarray as xr

from neurodag.errors import SessionError
from neurodag.sessions.schema import Kind, Variable


def check_values(session: xr.Dataset, name: str, declared: Variable) -> None:
    """Raises SessionError when `session[name]` holds anything but what `declared` allows."""
    if declared.kind == "trace":
        _check_trace(session, name)
    else:
        _CHECKS[declared.kind](session[name])
    if declared.allowed:
        refuse(
            session[name],
            ~np.isin(session[name].values, declared.allowed),
            f"must be one of {', '.join(map(str, declared.allowed))}",
            "Recode the variable",
        )


def refuse(array: xr.DataArray, wrong: np.ndarray, rule: str, mend: str) -> None:
    """Raises SessionError, naming the first value of `array` that is `wrong`, if there is any."""
    if not wrong.any():
        return
    index = np.unravel_index(int(wrong.argmax()), wrong.shape)
    place = ", ".join(f"{dim} {i}" for dim, i in zip(array.dims, index, strict=True))
    raise SessionError(
        f"variable {array.name} has the value {array.values[index]!s:.40} at {place} (counted "
        f"from 0), but its values {rule}. {mend}."
    )


def _check_id(array: xr.DataArray) -> None:
    if array.dtype.kind not in "iu":
        _check_label(array)
    _, first = np.unique(array.values, return_index=True)
    repeated = np.ones(array.shape, dtype=bool)
    repeated[first] = False
    refuse(array, repeated, "must be unique", "Give each its own identifier")


def _check_label(array: xr.DataArray) -> None:
    if array.dtype.kind == "O":
        is_text = np.array([isinstance(value, str) for value in array.values.flat])
        refuse(
            array,
            ~is_text.reshape(array.shape),
            "must be text",
            "Write a word such as 'unknown' where none is known",
        )
    elif array.dtype.kind != "U":
        raise SessionError(
            f"variable {array.name} is stored as {array.dtype}, but its values must be text. "
            f"Convert it: session[{array.name!r}].astype(str)."
        )
    refuse(
        array,
        np.char.strip(array.values.astype(str)) == "",
        "must not be empty",
        "Write a word such as 'unknown' where none is known",
    )


def _check_integer(array: xr.DataArray) -> None:
    if array.dtype.kind in "iub":
        return
    if array.dtype.kind == "f":
        refuse(
            array,
            ~(np.isfinite(array.values) & (array.values == np.round(array.values))),
            "must be whole numbers",
            "Correct it, and leave out what was not measured",
        )
    raise SessionError(
        f"variable {array.name} is stored as {array.dtype}, but its values must be whole numbers. "
        f"Convert it: session[{array.name!r}].astype('int64')."
    )


def _check_count(array: xr.DataArray) -> None:
    _check_integer(array)
    if array.dtype.kind == "i":
        refuse(
            array,
            array.values < 0,
            "must be counts, from 0 up",
            "Store numbers of spikes, neither rates nor differences, and leave out trials that "
            "were not recorded",
        )


def _check_real(array: xr.DataArray) -> None:
    _check_number(array)
    if array.dtype.kind != "f":
        return  # whole numbers are finite
    refuse(
        array,
        ~np.isfinite(array.values),
        "must be finite numbers",
        "Interpolate the gap, or leave out what was not measured",
    )


def _check_trace(session: xr.Dataset, name: str) -> None:
    """A trace may have NaN in the trials that `decodable` leaves out, and infinity nowhere."""
    array = session[name]
    _check_number(array)
    wrong = ~np.isfinite(array.values)
    if "decodable" in session:
        left_out = session["decodable"].values == 0
        wrong &= ~(np.isnan(array.values) & left_out[:, np.newaxis])
    refuse(
        array,
        wrong,
        "must be finite numbers in every trial that counts for decoding",
        "Interpolate the gap, or store NaN there and give the trial decodable = 0",
    )


def _check_number(array: xr.DataArray) -> None:
    if array.dtype.kind not in "fiu":
        raise SessionError(
            f"variable {array.name} is stored as {array.dtype}, but its values must be numbers. "
            f"Convert it: session[{array.name!r}].astype('float32')."
        )


_CHECKS: dict[Kind, Callable[[xr.DataArray], None]] = {
    "id": _check_id,
    "label": _check_label,
    "integer": _check_integer,
    "flag": _check_integer,
    "count": _check_count,
    "real": _check_real,
}
