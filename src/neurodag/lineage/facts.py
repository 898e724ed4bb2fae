"""What a file says of itself, read without its data."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from neurodag.errors import NeurodagError

Facts = dict[str, Any]
SUBJECT = re.compile(rb"/Subject \(((?:[^\\()]|\\.)*)\)", re.DOTALL)
"""The text in a PDF of matplotlib; brackets and backslashes in it have a backslash before them."""
LISTS = ("seeds", "dates", "inputs")
"""Attributes that are lists, which NetCDF holds as JSON."""


def facts_of(path: Path) -> Facts:
    """Attributes of a NetCDF file, settings beside weights, or what a figure carries.

    Nothing for files of other kinds. Raises NeurodagError for a file that is damaged.
    """
    read = READERS.get(path.suffix)
    if read is None:
        return {}
    try:
        return read(path)
    except Exception as error:  # each library has exceptions of its own for damaged files
        raise NeurodagError(
            f"{path} cannot be read as a file of its kind ({error}); it is damaged, or no "
            f"{path.suffix} file: make it again."
        ) from error


def of_pdf(path: Path) -> Facts:
    found = SUBJECT.search(path.read_bytes())
    return _parse(re.sub(rb"\\(.)", rb"\1", found[1]).decode("ascii", "replace")) if found else {}


def of_png(path: Path) -> Facts:
    from PIL import Image

    with Image.open(path, formats=["PNG"]) as image:
        return _parse(image.info.get("Description", "{}"))


def of_netcdf(path: Path) -> Facts:
    from netCDF4 import Dataset

    with Dataset(path) as file:
        attributes = {name: file.getncattr(name) for name in file.ncattrs()}
    return {name: _plain(name, value) for name, value in attributes.items()}


def of_weights(path: Path) -> Facts:
    from safetensors import safe_open

    with safe_open(path, "numpy") as file:
        return _parse((file.metadata() or {}).get("neurodag", "{}"))


def _plain(name: str, value: Any) -> Any:
    """An attribute without numpy; `save_figure` writes lists as JSON."""
    if name in LISTS and isinstance(value, str) and value.startswith("["):
        return json.loads(value)
    return value.tolist() if hasattr(value, "tolist") else value


def _parse(text: str) -> Facts:
    """JSON; nothing where it is a text of others."""
    try:
        facts = json.loads(text)
    except json.JSONDecodeError:
        return {}
    return facts if isinstance(facts, dict) else {}


READERS: dict[str, Callable[[Path], Facts]] = {
    ".pdf": of_pdf,
    ".png": of_png,
    ".nc": of_netcdf,
    ".safetensors": of_weights,
}
