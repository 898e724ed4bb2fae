"""Figures as people get them: drawn from what was saved."""

from pathlib import Path
from tempfile import TemporaryDirectory

import xarray as xr
from matplotlib.figure import Figure

from neurodag.figures.save import Draw
from neurodag.files import load_netcdf, save_netcdf


def drawn(draw: Draw, arrays: xr.Dataset) -> tuple[Figure, xr.Dataset]:
    """The figure, laid out, and its arrays as they come back from a NetCDF."""
    with TemporaryDirectory() as folder:
        save_netcdf(arrays, Path(folder) / "figure.nc")
        saved = load_netcdf(Path(folder) / "figure.nc")
    figure = draw(saved)
    figure.draw_without_rendering()
    return figure, saved
