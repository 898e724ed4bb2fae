"""A figure as files: PDF, PNG and the NetCDF of what it shows, with what made it inside."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import xarray as xr
from matplotlib.figure import Figure

from neurodag.figures.style import styled
from neurodag.files import atomic_path, save_netcdf


@styled
def save_figure(
    figure: Figure, arrays: xr.Dataset, stem: Path, description: Mapping[str, Any]
) -> None:
    """Write `stem`.pdf, `stem`.png and `stem`.nc; the same figure gives the same bytes.

    `description` (command, settings, inputs, whatever JSON can hold) goes into the metadata of the
    PDF (Subject) and of the PNG (Description), and into attributes of the NetCDF.
    """
    stem = Path(stem)
    text = json.dumps(description, sort_keys=True)
    metadata = {
        "pdf": {"Title": stem.name, "Subject": text, "CreationDate": None},
        "png": {"Title": stem.name, "Description": text, "Software": None},
    }
    for kind, entries in metadata.items():
        with atomic_path(_with_suffix(stem, kind)) as temporary:
            figure.savefig(temporary, format=kind, metadata=entries)
    attributes = {
        key: value if isinstance(value, str) else json.dumps(value, sort_keys=True)
        for key, value in description.items()
    }
    save_netcdf(arrays.assign_attrs(attributes), _with_suffix(stem, "nc"))


def _with_suffix(stem: Path, suffix: str) -> Path:
    """`stem.suffix`, also where the stem has dots of its own."""
    return stem.with_name(f"{stem.name}.{suffix}")
