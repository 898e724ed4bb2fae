"""Drawing a figure again from the NetCDF beside it, which has all that it shows."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import xarray as xr
from matplotlib.figure import Figure

from neurodag.errors import NeurodagError
from neurodag.figures import rasters, ratios, regions, scaling, scatter, search, training, units
from neurodag.figures.forecast import attention as forecast_attention
from neurodag.figures.forecast import calibration, codes, forecasts, reconstructions, unit_tokens
from neurodag.figures.save import METADATA, Draw, name_of, write_picture
from neurodag.figures.vision import activations, attention, fields, pupil, readout, samples
from neurodag.figures.vision import search as vision_search
from neurodag.files import atomic_path, load_netcdf
from neurodag.lineage.facts import facts_of
from neurodag.lineage.record import KEYS

DRAWING: tuple[Draw, ...] = (
    rasters.draw_rasters,
    ratios.draw_ratios,
    regions.draw_regions,
    scaling.draw_scaling,
    scatter.draw_scatter,
    search.draw_search,
    training.draw_training,
    units.draw_units,
    forecast_attention.draw_forecast_attention,
    calibration.draw_calibration,
    codes.draw_codes,
    forecasts.draw_forecasts,
    reconstructions.draw_reconstructions,
    unit_tokens.draw_unit_tokens,
    activations.draw_activations,
    attention.draw_attention,
    fields.draw_fields,
    pupil.draw_pupil,
    readout.draw_readout,
    samples.draw_samples,
    vision_search.draw_search,
)
DRAWN = {name_of(draw): draw for draw in DRAWING}
"""Every function that draws a figure, by the name that files have of it."""


def redraw(path: Path, outputs: Sequence[Path]) -> None:
    """Draw the figure whose arrays `path` holds, into `outputs`: all of them, or none.

    The suffix of an output is its format, one of `METADATA`. PDF and PNG have the bytes that they
    were made with. Nothing runs that the file names, but functions in `DRAWN`.

    Raises NeurodagError if an output has another suffix, or if the file is not there, is damaged,
    or is not the NetCDF of a figure.
    """
    for output in outputs:
        _check_format(output)
    arrays = _load(path)
    draw = _drawing(arrays, path)
    facts = facts_of(path)
    description = {key: facts[key] for key in KEYS if key in facts}
    with ExitStack() as stack:
        for output in outputs:
            picture = stack.enter_context(atomic_path(output))
            write_picture(_draw(draw, arrays, path), picture, path.stem, description)


def _check_format(output: Path) -> None:
    if output.suffix[1:] not in METADATA:
        *others, last = (f".{kind}" for kind in METADATA)
        raise NeurodagError(
            f"{output} has no format that figures are drawn in; its name must end in "
            f"{', '.join(others)} or {last}."
        )


def _load(path: Path) -> xr.Dataset:
    if path.suffix != ".nc":
        raise NeurodagError(
            f"{path} is not the NetCDF of a figure; name {path.with_suffix('.nc')}, which holds "
            "what the figure shows."
        )
    if not path.is_file():
        raise NeurodagError(f"There is no file {path}; name the NetCDF beside a figure.")
    try:
        return load_netcdf(path)
    except Exception as error:  # netCDF4 and xarray have several for damaged files
        raise NeurodagError(
            f"{path} cannot be read ({error}); it is damaged, or no NetCDF: make it again."
        ) from error


def _drawing(arrays: xr.Dataset, path: Path) -> Draw:
    """The function that draws what the file at `path` holds, by the name in it."""
    if "drawn_by" not in arrays.attrs:
        raise NeurodagError(
            f"{path} does not say what draws it; only the NetCDF beside a figure does, if it was "
            "made by this version of neurodag."
        )
    name = str(arrays.attrs["drawn_by"])
    if name not in DRAWN:
        raise NeurodagError(
            f'{path} is drawn by "{name}", which neurodag does not have; use the version that '
            "made the file, or make the figure again."
        )
    return DRAWN[name]


def _draw(draw: Draw, arrays: xr.Dataset, path: Path) -> Figure:
    try:
        return draw(arrays)
    except Exception as error:  # whatever comes of arrays that are missing, or have other shapes
        raise NeurodagError(
            f"{path} does not hold what {name_of(draw)} draws ({error!r}); it was changed, or made "
            "by another version of neurodag: make it again."
        ) from error
