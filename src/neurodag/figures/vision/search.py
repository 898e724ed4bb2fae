"""How a search for hyperparameters went (V1T paper, Table A.2)."""

from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from neurodag.figures.style import GUIDE_COLOR, PAGE_WIDTH, SERIES_COLORS, new_figure, styled
from neurodag.tables.vision.search import keys_of

COLUMNS = 4
"""Panels in a row."""
SKEWED = 5
"""Times the middle value is the largest of those that stand on a logarithmic axis."""
LOOKS: dict[str, dict[str, Any]] = {
    "pruned": {"color": GUIDE_COLOR, "marker": "x"},
    "complete": {"color": SERIES_COLORS[0], "marker": "o"},
    "best": {"color": SERIES_COLORS[1], "marker": "*", "markersize": 8},
}


def search_arrays(table: pd.DataFrame) -> xr.Dataset:
    """What became of each `trial` of a search table, and what each `key` was, by its name.

    `validation_correlation` is NaN where there was none; `best_so_far`, that of the best complete
    trial, is NaN before the first; `state` is pruned, complete or best.
    """
    keys = keys_of(table)
    scores = table["validation_correlation"].astype(float)
    complete = scores.where(table["state"] == "complete")
    state = table["state"].where(~table["best"], "best")
    about = {"long_name": "validation correlation", "units": "1"}
    return xr.Dataset(
        {
            "validation_correlation": ("trial", scores, about),
            "best_so_far": ("trial", complete.cummax().ffill(), about),
            "state": ("trial", state.to_numpy(str)),
            **{key: ("trial", as_array(table[key])) for key in keys},
        },
        {"trial": table["trial"], "key": keys},
    )


def as_array(values: pd.Series) -> np.ndarray:
    return values.to_numpy() if pd.api.types.is_numeric_dtype(values) else values.to_numpy(str)


@styled
def draw_search(arrays: xr.Dataset) -> Figure:
    """Validation correlation of each trial, in their order, and against each key.

    The line is the best complete trial so far.
    """
    keys = arrays["key"].values
    rows = -(-(1 + len(keys)) // COLUMNS)
    figure = new_figure(PAGE_WIDTH, 0.5 + 1.5 * rows)
    first, *others = figure.subplots(rows, COLUMNS, sharey=True, squeeze=False).flat
    best = arrays["best_so_far"]
    first.plot(
        arrays["trial"], best, color=GUIDE_COLOR, drawstyle="steps-post", label="best so far"
    )
    _panel(first, arrays, "trial", "Trial")
    for axes, key in zip(others, keys, strict=False):
        _panel(axes, arrays, key, key)
    for axes in others[len(keys) :]:
        axes.set_axis_off()
    figure.supylabel("Validation correlation", fontsize=7)
    handles, labels = first.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=len(labels))
    return figure


def _panel(axes: Axes, arrays: xr.Dataset, name: str, label: str) -> None:
    """The trials against one of the arrays; words stand side by side."""
    values = arrays[name].values
    if values.dtype.kind in "OU":
        words, values = np.unique(values, return_inverse=True)
        axes.set_xticks(range(len(words)), [word.replace("_", "\n") for word in words])
        axes.margins(x=0.2)
    elif values.min() > 0 and values.max() > SKEWED * np.median(values):
        axes.set_xscale("log")
    else:
        axes.locator_params(axis="x", nbins=4)
    for state, look in LOOKS.items():
        of_state = arrays["state"].values == state
        scores = arrays["validation_correlation"].values[of_state]
        axes.plot(values[of_state], scores, linestyle="", label=state, **look)
    axes.set_xlabel(label)
