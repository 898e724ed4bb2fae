"""Artificial receptive fields of two networks (V1T paper, Figures 2A, 2B and A.2)."""

from collections.abc import Sequence

import numpy as np
import xarray as xr
from matplotlib.figure import Figure, SubFigure
from matplotlib.patches import Ellipse
from matplotlib.ticker import MaxNLocator
from scipy.stats import gaussian_kde

from neurodag.errors import NeurodagError
from neurodag.figures.style import PAGE_WIDTH, letter, new_figure, styled
from neurodag.figures.vision.given import NETWORK_COLORS, evenly
from neurodag.tables.vision.labels import row_label

SHAPE = ("centre_x", "centre_y", "sigma_x", "sigma_y", "rotation")
"""Of the ellipse around a field."""
DIRECTIONS = {"x": "Horizontal", "y": "Vertical"}
BINS = (12, 40)
"""At least and at most, in a histogram."""
HIGHEST = 1.3
"""Of the picture of a field, in inches."""
WIDEST = 99.5
"""Percentile of all widths at which the axes of their distributions end."""


def fields_arrays(maps: Sequence[xr.Dataset], units: int = 3) -> xr.Dataset:
    """Fields of some units in two networks, and widths and centres of every fit that counts.

    The units are those at even steps of how well both networks' fields are fitted, among those
    whose fits count in both.

    `receptive_field (network, shown, y, x)`, standardised, the mean over channels; the variables
    `SHAPE` `(network, shown)` in pixels and radians; `width` `(network, direction, unit)`, NaN
    where the fit does not count; `width_mean` and `width_spread` `(network, direction)`; `density
    (network, y, x)` of centres, per pixel.
    Raises NeurodagError if the two maps are not of the same units at the same size, or if too few
    fits count in both.
    """
    _check(maps)
    both = np.logical_and(*(each["kept"].values == 1 for each in maps))
    if both.sum() < max(units, 3):
        raise NeurodagError(
            f"Of session {maps[0].attrs['session_id']}, {both.sum()} units have fits that count "
            f"in both networks, fewer than the {max(units, 3)} needed; show fewer units, or map "
            "receptive fields with more noise images."
        )
    explained = np.mean([each["explained"].values for each in maps], axis=0)
    ranked = np.flatnonzero(both)[np.argsort(-explained[both], kind="stable")]
    arrays = xr.concat(
        [_of_network(each, evenly(ranked, units)) for each in maps], "network"
    ).assign_coords(network=[str(each.attrs["model"]) for each in maps])
    arrays["width_mean"] = arrays["width"].mean("unit")
    arrays["width_spread"] = arrays["width"].std("unit", ddof=1)
    arrays.attrs = {"session_id": maps[0].attrs["session_id"]}
    return arrays


def _check(maps: Sequence[xr.Dataset]) -> None:
    first, second = maps
    if first.attrs["model"] == second.attrs["model"]:
        raise NeurodagError(
            f"Both receptive fields are of {first.attrs['model']}; give those of two models."
        )
    for what, ours, theirs in (
        ("session", first.attrs["session_id"], second.attrs["session_id"]),
        ("number of units", first.sizes["unit"], second.sizes["unit"]),
        ("height in pixels", first.sizes["y"], second.sizes["y"]),
        ("width in pixels", first.sizes["x"], second.sizes["x"]),
    ):
        if ours != theirs:
            raise NeurodagError(
                f"The receptive fields of {first.attrs['model']} and {second.attrs['model']} "
                f"differ in {what}, {ours} and {theirs}; give those of the same units and size."
            )


def _of_network(maps: xr.Dataset, shown: np.ndarray) -> xr.Dataset:
    """What is drawn of a network."""
    field = maps["receptive_field"].isel(unit=shown).mean("channel").values.astype(np.float64)
    field -= field.mean(axis=(1, 2), keepdims=True)
    field /= field.std(axis=(1, 2), keepdims=True)
    kept = maps["kept"].values == 1
    width = np.stack([maps[f"width_{axis}"].values for axis in DIRECTIONS])
    about = {"long_name": "standard deviation of the fitted Gaussian", "units": "px"}
    return xr.Dataset(
        {
            "receptive_field": (("shown", "y", "x"), field, {"units": "1"}),
            "index": ("shown", shown, {"long_name": "position along unit"}),
            **{name: ("shown", maps[name].values[shown], maps[name].attrs) for name in SHAPE},
            "width": (("direction", "unit"), np.where(kept, width, np.nan), about),
            "density": (("y", "x"), _density(maps, kept), {"units": "px-2"}),
        },
        {"direction": list(DIRECTIONS)},
    )


def _density(maps: xr.Dataset, kept: np.ndarray) -> np.ndarray:
    """Kernel density estimate of the centres at every pixel `(y, x)`."""
    y, x = np.mgrid[: maps.sizes["y"], : maps.sizes["x"]]
    centres = np.stack([maps["centre_x"].values[kept], maps["centre_y"].values[kept]])
    estimate = gaussian_kde(centres)([x.ravel(), y.ravel()])
    return np.asarray(estimate).reshape(x.shape)


@styled
def draw_fields(arrays: xr.Dataset) -> Figure:
    """Fields of some units with the fitted ellipse, widths of all fits, and where they lie.

    The ellipse is one standard deviation of the Gaussian wide.
    """
    width = (PAGE_WIDTH - 1.2) / arrays.sizes["shown"]
    height = min(width * arrays.sizes["y"] / arrays.sizes["x"], HIGHEST)
    above, below = 2 * height + 0.7, 2.1
    figure = new_figure(PAGE_WIDTH, above + below)
    rows = figure.add_gridspec(2, 1, height_ratios=(above, below))
    halves = rows[1].subgridspec(1, 2)
    _draw_units(figure.add_subfigure(rows[0]), arrays)
    _draw_widths(figure.add_subfigure(halves[0]), arrays)
    _draw_density(figure.add_subfigure(halves[1]), arrays)
    return figure


def _draw_units(figure: SubFigure, arrays: xr.Dataset) -> None:
    """A row for each network, a column for each unit."""
    grid = figure.subplots(2, arrays.sizes["shown"], sharex=True, sharey=True, squeeze=False)
    limit = float(np.abs(arrays["receptive_field"]).max())
    for row, name in zip(grid, arrays["network"].values, strict=True):
        network = arrays.sel(network=name)
        for column, axes in enumerate(row):
            unit = network.isel(shown=column)
            image = axes.imshow(unit["receptive_field"], cmap="RdBu_r", vmin=-limit, vmax=limit)
            axes.add_patch(_ellipse(unit))
        name = row_label(str(name)).replace(" without", "\nwithout")
        row[0].set_ylabel(f"{name}\ny (px)")
    for axes in grid[-1]:
        axes.set_xlabel("x (px)")
    for axes, index in zip(grid[0], arrays["index"].isel(network=0).values, strict=True):
        axes.set_title(f"Unit {index}")
    letter(grid[0, 0], "a")
    figure.colorbar(image, ax=grid, aspect=30, pad=0.01).set_label("Receptive field (s.d.)")


def _ellipse(unit: xr.Dataset) -> Ellipse:
    x, y, sigma_x, sigma_y, rotation = (float(unit[name]) for name in SHAPE)
    angle = np.degrees(rotation)  # rows count downwards, as the rotation does
    return Ellipse(
        (x, y), 2 * sigma_x, 2 * sigma_y, angle=angle, fill=False, edgecolor="black", linewidth=0.8
    )


def _draw_widths(figure: SubFigure, arrays: xr.Dataset) -> None:
    """Histograms of both networks; the widest fields are out of sight, but count in the means."""
    grid = figure.subplots(1, 2, sharey=True)
    bins = int(np.clip(2 * np.sqrt(arrays.sizes["unit"]), *BINS))
    edges = np.linspace(0, np.nanpercentile(arrays["width"].values, WIDEST), bins + 1)
    for axes, (direction, name) in zip(grid, DIRECTIONS.items(), strict=True):
        for line, (color, network) in enumerate(
            zip(NETWORK_COLORS, arrays["network"].values, strict=True)
        ):
            widths = arrays.sel(direction=direction, network=network)
            axes.hist(
                widths["width"].values,
                edges,
                histtype="stepfilled",
                facecolor=(color, 0.35),
                edgecolor=color,
                label=row_label(str(network)),
            )
            text = f"{float(widths['width_mean']):.1f} ± {float(widths['width_spread']):.1f} px"
            place = (0.98, 0.98 - 0.1 * line)
            axes.text(*place, text, color=color, ha="right", va="top", transform=axes.transAxes)
        axes.set(xlabel=f"{name} s.d. (px)", xlim=(0, edges[-1]))
    grid[0].set_ylabel("Units")
    grid[0].yaxis.set_major_locator(MaxNLocator(5, integer=True))
    letter(grid[0], "b")
    figure.legend(*grid[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)


def _draw_density(figure: SubFigure, arrays: xr.Dataset) -> None:
    """Where the fields of each network lie, on one scale."""
    grid = figure.subplots(1, 2, sharey=True)
    highest = float(arrays["density"].max())
    for axes, name in zip(grid, arrays["network"].values, strict=True):
        density = arrays["density"].sel(network=name).values
        image = axes.imshow(density, vmin=0, vmax=highest, cmap="cividis")
        axes.set_xlabel("x (px)")
        axes.set_title(row_label(str(name)), loc="right", fontsize=6.5)
        axes.set_anchor("N")
    grid[0].set_ylabel("y (px)")
    letter(grid[0], "c")
    bar = figure.colorbar(image, ax=grid, location="bottom", aspect=30, ticks=MaxNLocator(5))
    bar.set_label("Density of centres (per px²)")
