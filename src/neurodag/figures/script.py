"""What the scripts of figures that compare two masking schemes have in common."""

from collections.abc import Callable, Sequence
from pathlib import Path

import xarray as xr

from neurodag.command import parser
from neurodag.figures.save import Draw, save_figure
from neurodag.files import load_netcdf
from neurodag.labels import SCHEMES
from neurodag.lineage.record import record

ArraysOf = Callable[[Sequence[xr.Dataset], str, str], xr.Dataset]
"""Evaluations, the baseline's scheme and the model's in; the arrays of the figure out."""


def draw_schemes(description: str | None, arrays_of: ArraysOf, draw: Draw) -> None:
    """Parse the command line, and save the figure of the evaluations that it names."""
    options = parser(description)
    options.add_argument("--evaluations", type=Path, nargs="+", required=True)
    options.add_argument(
        "--schemes", nargs=2, choices=SCHEMES, required=True, help="the model, and its baseline"
    )
    options.add_argument(
        "--output", type=Path, required=True, help="PDF; a PNG and NetCDF beside it"
    )
    arguments = options.parse_args()

    ours, baseline = arguments.schemes
    evaluations = [load_netcdf(path) for path in arguments.evaluations]
    arrays = arrays_of(evaluations, baseline, ours)
    save_figure(draw, arrays, arguments.output.with_suffix(""), record(arguments))
