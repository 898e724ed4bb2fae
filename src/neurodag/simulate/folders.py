"""Folders that are there whole or not at all."""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from neurodag.errors import NeurodagError


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """Gives a new folder beside `folder` that becomes `folder` when the block ends without error.

    An error in the block removes it; a killed process leaves it behind. Raises NeurodagError if
    `folder` is there already, with anything in it, or is by the time when the block ends.
    """
    check_free(folder)
    partial = folder.with_name(f".{folder.name}.partial-{uuid.uuid4().hex[:8]}")
    partial.mkdir(parents=True)
    try:
        yield partial
        check_free(folder)
        os.replace(partial, folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def check_free(folder: Path) -> None:
    """Raises NeurodagError if there is anything in or at `folder`."""
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise NeurodagError(f"{folder} exists: remove it, or name a folder that does not.")
