"""One scan, opened: its arrays by name, whether they lie in a folder or in a zip."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import numpy as np

from neurodag.archives.arrays import check_array, check_finite
from neurodag.errors import ArchiveError

_LANDMARK = "meta/trials/tiers.npy"
"""A file that every scan has: in a zip, what stands before it is the scan's folder."""


@dataclass(frozen=True)
class Scan:
    """The .npy files of a scan."""

    path: Path
    names: frozenset[str]
    """Names below the scan's folder, such as `data/images/0.npy`."""
    read: Callable[[str], bytes]
    """The content of a file; in a zip, its checksum is verified."""

    def where(self, name: str) -> str:
        """What a message calls the file."""
        return str(self.path / name)

    def load(self, name: str, *, ndim: int | None = None, kinds: str = "fiu") -> np.ndarray:
        """An array of finite numbers or, with kinds `US`, of words (stored as text or bytes).

        Raises ArchiveError when the file is missing or damaged, when the array has another number
        of dimensions than `ndim` or another kind of dtype than `kinds`, and at NaN and infinity.
        """
        array, where = self._load(name), self.where(name)
        check_array(array, where, ndim=array.ndim if ndim is None else ndim, kinds=kinds)
        if array.dtype.kind == "f":
            check_finite(array, where)
        return _decoded(array, where) if array.dtype.kind == "S" else array

    def column(self, name: str, each: str, length: int, kinds: str = "iu") -> np.ndarray:
        """A list with one entry for `each` trial or unit `(length,)`; errors as in `load`."""
        column = self.load(name, ndim=1, kinds=kinds)
        if len(column) != length:
            raise ArchiveError(
                f"{self.where(name)} has {len(column)} entries, but must have {length}, one for "
                f"each {each}. Copy the scan from the archive again."
            )
        return column

    def _load(self, name: str) -> np.ndarray:
        if name not in self.names:
            raise ArchiveError(
                f"{self.where(name)} is missing: copy the scan from the archive again."
            )
        try:
            content = BytesIO(self.read(name))
            array = np.lib.format.read_array(content, allow_pickle=False)
        except Exception as error:  # damaged bytes surface as almost any error of NumPy or zipfile
            raise ArchiveError(
                f"{self.where(name)} cannot be read as a .npy file ({error}): it is of another "
                "format, truncated or damaged. Copy it from the archive again."
            ) from error
        if content.read(1):
            raise ArchiveError(
                f"{self.where(name)} has more bytes than its header announces: it is damaged. Copy "
                "it from the archive again."
            )
        return array


@contextmanager
def open_scan(path: Path) -> Iterator[Scan]:
    """The scan in a folder or zip; a zip is read where it is, never unpacked.

    Raises ArchiveError when `path` is no zip that can be read, or holds no scan.
    """
    if path.is_dir():
        names = frozenset(file.relative_to(path).as_posix() for file in path.rglob("*.npy"))
        yield Scan(path, names, lambda name: (path / name).read_bytes())
        return
    with _open_zip(path) as archive:
        members = archive.namelist()
        roots = [name.removesuffix(_LANDMARK) for name in members if name.endswith(_LANDMARK)]
        if not roots:
            raise ArchiveError(f"{path} holds no {_LANDMARK}: it is not the zip of a scan.")
        root = min(roots, key=len)
        names = frozenset(name.removeprefix(root) for name in members if name.startswith(root))
        yield Scan(path, names, lambda name: archive.read(root + name))


def _open_zip(path: Path) -> ZipFile:
    try:
        return ZipFile(path)
    except Exception as error:  # a damaged directory surfaces as almost any error of zipfile
        raise ArchiveError(
            f"{path} cannot be read as a zip ({error}): it is truncated or damaged. Copy it from "
            "the archive again."
        ) from error


def _decoded(array: np.ndarray, where: str) -> np.ndarray:
    try:
        return np.char.decode(array, "utf-8")
    except UnicodeDecodeError as error:
        raise ArchiveError(
            f"{where} holds bytes that are no text ({error}): it is damaged. Copy it from the "
            "archive again."
        ) from None
