"""Arrays of an archive, read without trust: what is wrong with one names its file and its field."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from neurodag.errors import ArchiveError

_KIND_NAMES = {"b": "truth values", "i": "integers", "u": "integers", "f": "real numbers"}


def load_array(path: Path, *, ndim: int, kinds: str = "fiu", mmap: bool = False) -> np.ndarray:
    """The array of a .npy file, left on disk if `mmap`, else in memory; nothing is unpickled.

    Raises ArchiveError when there is no such file, when it is not a whole .npy file of numbers, or
    when its array has not `ndim` dimensions or a dtype of another kind than `kinds`.
    """
    if not path.is_file():
        raise ArchiveError(f"{path} does not exist: copy it from the archive again.")
    try:
        array = np.lib.format.open_memmap(path, mode="r")  # refuses pickled objects
    except Exception as error:  # damaged headers surface as almost any error of NumPy
        raise ArchiveError(
            f"{path} cannot be read as a .npy file of numbers ({error}): it is of another format, "
            "truncated or damaged. Copy it from the archive again."
        ) from error
    size, announced = path.stat().st_size, array.offset + array.nbytes
    if size != announced:
        raise ArchiveError(
            f"{path} has {size} bytes, but its header announces {announced}: it is damaged. "
            "Copy it from the archive again."
        )
    check_array(array, str(path), ndim=ndim, kinds=kinds)
    return array if mmap else np.array(array)


def check_array(array: np.ndarray, source: str, *, ndim: int, kinds: str = "fiu") -> None:
    """Raises ArchiveError unless `array`, called `source`, has such dimensions and such a dtype."""
    if array.ndim != ndim:
        raise ArchiveError(
            f"{source} has {array.ndim} dimensions (shape {array.shape}), but must have {ndim}."
        )
    if array.dtype.kind not in kinds:
        names = " or ".join(dict.fromkeys(_KIND_NAMES.get(kind, "text") for kind in kinds))
        raise ArchiveError(f"{source} is stored as {array.dtype}, but must hold {names}.")


def check_finite(array: np.ndarray, source: str) -> None:
    """Raises ArchiveError if `array` `(item, …)`, called `source`, has a NaN or an infinity."""
    wrong = ~np.isfinite(array)
    if wrong.any():
        place = ", ".join(map(str, np.unravel_index(int(wrong.argmax()), wrong.shape)))
        raise ArchiveError(
            f"{source} has {int(wrong.sum())} values that are not finite, the first at position "
            f"{place} (counted from 0): leave out or mend what was not measured."
        )


def check_ascending(times: np.ndarray, source: str, *, strictly: bool = False) -> None:
    """Raises ArchiveError unless `times` `(item,)`, called `source`, are finite and never go back.

    With `strictly`, none may come twice either.
    """
    check_finite(times, source)
    step = np.diff(times)
    wrong = step <= 0 if strictly else step < 0
    if wrong.any():
        i = int(wrong.argmax()) + 1
        raise ArchiveError(
            f"{source} must ascend, but {times[i]} at position {i} (counted from 0) follows "
            f"{times[i - 1]}."
        )


def check_same_length(lengths: Mapping[str, int]) -> None:
    """Raises ArchiveError unless all the `lengths`, by the name of what they are of, are equal."""
    if len(set(lengths.values())) > 1:
        listed = ", ".join(f"{name} has {length}" for name, length in lengths.items())
        raise ArchiveError(f"Lengths that must be equal are not: {listed}. Copy the files again.")
