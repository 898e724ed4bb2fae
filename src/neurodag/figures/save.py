"""A figure as files: the NetCDF of what it shows, and PDF and PNG drawn from that file alone."""

import json
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import xarray as xr
from matplotlib.figure import Figure

from neurodag.figures.style import styled
from neurodag.files import atomic_path, load_netcdf, save_netcdf

Draw = Callable[[xr.Dataset], Figure]
"""The arrays of a figure in, as its NetCDF has them; the figure out."""
BESIDE = ("pdf", "png")
"""Formats of the pictures beside the NetCDF."""
METADATA = {
    "pdf": ("Subject", "CreationDate"),
    "png": ("Description", "Software"),
    "svg": ("Description", "Date"),
}
"""Formats of pictures: where the description goes, and what is left out to have the same bytes."""


def save_figure(draw: Draw, arrays: xr.Dataset, stem: Path, description: Mapping[str, Any]) -> None:
    """Write `stem`.nc with the arrays, and `stem`.pdf and `stem`.png with what `draw` makes of it.

    The figure is drawn from the file, so that the file is enough to draw it again
    (`neurodag.figures.redraw`). The same arrays give the same bytes. `description` (command,
    settings, inputs, whatever JSON can hold) goes into attributes of the NetCDF, and into the
    metadata of the PDF (Subject) and of the PNG (Description). All three are there, or none.
    """
    attributes = {
        key: value if isinstance(value, str) else json.dumps(value, sort_keys=True)
        for key, value in description.items()
    }
    with ExitStack() as stack:
        file, *pictures = (
            stack.enter_context(atomic_path(with_suffix(stem, suffix)))
            for suffix in ("nc", *BESIDE)
        )
        save_netcdf(arrays.assign_attrs(attributes, drawn_by=name_of(draw)), file)
        saved = load_netcdf(file)
        for picture in pictures:
            write_picture(draw(saved), picture, Path(stem).name, description)


@styled
def write_picture(figure: Figure, path: Path, title: str, description: Mapping[str, Any]) -> None:
    """Write a figure that was just drawn, with its description, in the format of the path's suffix.

    Writing lays a figure out anew and thereby moves its parts: for the same bytes in another
    format, draw it again.
    """
    kind = path.suffix[1:]
    described, left_out = METADATA[kind]
    text = json.dumps(description, sort_keys=True)
    figure.savefig(path, format=kind, metadata={"Title": title, described: text, left_out: None})


def name_of(draw: Draw) -> str:
    """What a figure's file says of the function that draws it: `scaling.draw_scaling`."""
    return f"{draw.__module__.removeprefix('neurodag.figures.')}.{draw.__name__}"


def with_suffix(stem: Path, suffix: str) -> Path:
    """`stem.suffix`, also where the stem has dots of its own."""
    return Path(stem).with_name(f"{Path(stem).name}.{suffix}")
