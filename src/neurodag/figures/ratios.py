"""Bits per spike against the mask ratio (Table 7)."""

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from neurodag.errors import NeurodagError
from neurodag.figures.style import (
    GUIDE_COLOR,
    PAGE_WIDTH,
    SCHEME_COLORS,
    SCHEME_MARKERS,
    bars,
    letter,
    new_figure,
    styled,
)
from neurodag.labels import SCHEMES, TASKS

LONG_NAMES = {
    "value": "score",
    "low": "lower end of its 95 % interval",
    "high": "upper end of its 95 % interval",
    "published": "score in the paper",
}
LINEAR = 1.5
"""The vertical axis is linear up to this many bits per spike on both sides of 0."""
APART = 0.006
"""Between the bars of two schemes, in mask ratios."""
TICKS = (-10, -4, -2, -1, -0.5, 0, 0.5, 1, 1.5, 3, 5)


def ratios_arrays(table: pd.DataFrame, statistic: str = "mean") -> xr.Dataset:
    """Scores of a `score_table(..., by="ratio")`, and the paper's where it has them.

    Returns `value`, `low` and `high`, which bound its 95 % interval, and `published`, all
    `(task, scheme, ratio)` and in bits per spike.
    Raises NeurodagError if the table is not by mask ratio.
    """
    if "ratio" not in table:
        raise NeurodagError(
            'The table has no column ratio; make it with score_table(..., by="ratio").'
        )
    chosen = table[
        table["row"].isin(list(SCHEMES))
        & table["column"].isin(list(TASKS))
        & (table["statistic"] == statistic)
    ].rename(columns={"row": "scheme", "column": "task"})
    arrays = chosen.set_index(["task", "scheme", "ratio"])[list(LONG_NAMES)].to_xarray()
    present = [scheme for scheme in SCHEMES if scheme in arrays["scheme"].values]
    arrays = arrays.reindex(task=list(TASKS), scheme=present)
    for name, meaning in LONG_NAMES.items():
        arrays[name].attrs = {"units": "bits per spike", "long_name": meaning}
    return arrays.assign_attrs(statistic=statistic)


@styled
def draw_ratios(arrays: xr.Dataset) -> Figure:
    """A panel for each task, a line for each scheme.

    Bars are 95 % intervals; thin dashed lines are the paper's numbers, where it has them. The
    vertical axis is linear between -1.5 and 1.5 and logarithmic beyond.
    """
    figure = new_figure(PAGE_WIDTH, 2.8)
    grid = figure.subplots(1, arrays.sizes["task"], sharex=True, sharey=True)
    for axes, task, text in zip(grid, arrays["task"].values, "abcd", strict=True):
        _panel(axes, arrays.sel(task=task))
        axes.set(title=TASKS[task], xlabel="Mask ratio", xticks=arrays["ratio"].values)
        axes.margins(x=0.1)
        letter(axes, text)
    _scale(grid[0], arrays)
    handles, names = grid[0].get_legend_handles_labels()
    if arrays["published"].notnull().any():
        handles += grid[0].plot([], [], color="0.35", linestyle=(0, (3, 2)), linewidth=0.8)
        names.append("paper")
    figure.legend(handles, names, loc="outside lower center", ncols=len(names))
    return figure


def _scale(axes: Axes, arrays: xr.Dataset) -> None:
    """The axis that all panels share; schemes fail by far on tasks they were not trained for."""
    values = arrays.to_dataarray()
    low, high = float(values.min()), float(values.max())
    beyond = low < -LINEAR or high > LINEAR
    axes.set_yscale("symlog", linthresh=LINEAR, linscale=2)
    axes.set_yticks([tick for tick in TICKS if low - 0.5 <= tick <= high + 0.5])
    axes.yaxis.set_major_formatter("{x:g}")
    axes.set_ylabel(
        f"Bits per spike\n(logarithmic beyond ±{LINEAR})" if beyond else "Bits per spike"
    )


def _panel(axes: Axes, scores: xr.Dataset) -> None:
    ratio, schemes = scores["ratio"].values, scores["scheme"].values
    shifts = APART * (np.arange(schemes.size) - (schemes.size - 1) / 2)
    axes.axhline(0, color=GUIDE_COLOR, linewidth=0.6, zorder=0)
    for scheme, shift in zip(schemes, shifts, strict=True):
        mine = scores.sel(scheme=scheme)
        color = SCHEME_COLORS[scheme]
        axes.errorbar(
            ratio + shift,
            mine["value"],
            yerr=bars(mine["value"], mine["low"], mine["high"]),
            color=color,
            elinewidth=0.8,
            marker=SCHEME_MARKERS[scheme],
            label=SCHEMES[scheme],
        )
        axes.plot(ratio, mine["published"], color=color, linestyle=(0, (3, 2)), linewidth=0.8)
