"""Writing a scan, as a folder or as a zip: whole or not at all, and with the same bytes."""

import shutil
import uuid
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np

from neurodag.files import atomic_path

Files = Iterator[tuple[str, np.ndarray]]
"""Names below the scan's folder, and what they hold."""
_DATE = (1980, 1, 1, 0, 0, 0)
"""Of every file in a zip: the earliest that the format knows."""


def write_folder(path: Path, files: Files) -> None:
    """Writes `files` as .npy files below the folder `path`, in place of what was there."""
    partial = path.with_name(f".{path.name}.partial-{uuid.uuid4().hex[:8]}")
    try:
        for name, array in files:
            file = partial / name
            file.parent.mkdir(parents=True, exist_ok=True)
            np.save(file, array, allow_pickle=False)
        if path.exists():
            shutil.rmtree(path)
        partial.rename(path)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def write_zip(path: Path, files: Files) -> None:
    """Writes `files` as .npy files of the zip `path`, below a folder of its name."""
    with atomic_path(path) as partial, zipfile.ZipFile(partial, "w") as archive:
        for name, array in files:
            content = BytesIO()
            np.save(content, array, allow_pickle=False)
            member = zipfile.ZipInfo(f"{path.stem}/{name}", _DATE)
            archive.writestr(member, content.getvalue())
