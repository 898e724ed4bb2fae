"""Figures as their scripts draw them: from the NetCDF with the arrays, and nothing else."""

from pathlib import Path
from tempfile import TemporaryDirectory

import xarray as xr
from matplotlib.figure import Figure

from neurodag.figures.save import Draw
from neurodag.files import load_netcdf, save_netcdf


def drawn(draw: Draw, arrays: xr.Dataset) -> tuple[Figure, xr.Dataset]:
    """The figure, laid out, and the arrays as they are in the file that it was drawn from."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "figure.nc"
        save_netcdf(arrays, path)
        saved = load_netcdf(path)
    figure = draw(saved)
    figure.draw_without_rendering()
    return figure, saved
