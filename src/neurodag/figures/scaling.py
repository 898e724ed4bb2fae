"""Scores against the number of pretraining sessions (Figures 4 and 9)."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from neurodag.figures.comparable import check_comparable, check_same_sessions, status_of
from neurodag.figures.style import (
    PAGE_WIDTH,
    SCHEME_COLORS,
    SCHEME_MARKERS,
    new_figure,
    say,
    styled,
)
from neurodag.labels import BEHAVIORS, METRIC_UNITS, METRICS, MODELS, SCHEMES
from neurodag.tables.runs import identity
from neurodag.tables.scores import score_table

COLUMNS = ["value", "spread", "sessions"]
"""Of the table of scores, what the figure shows."""
APART = 0.025
"""Half the distance between the bars of the two schemes, in powers of ten."""
NONE = 0.5
"""How far "none" stands left of the smallest number, in powers of ten."""
MARGIN = 0.15
"""Room at both ends of the axis, in powers of ten."""


def scaling_arrays(
    evaluations: Iterable[xr.Dataset],
    baseline: str = "temporal",
    ours: str = "mtm_prompted",
    statistic: str = "mean",
) -> xr.Dataset:
    """Scores of two schemes against the number of pretraining sessions.

    A value is the mean over the fine-tuned sessions, each averaged over seeds; its spread is the
    standard deviation over these sessions, or over seeds where there is one.

    Returns `value`, `spread` and `sessions`, the number of these, all
    `(metric, row, pretraining_sessions)`.
    Raises NeurodagError if not all networks were scored on the same sessions, or if they differ in
    architecture.
    """
    compared = [each for each in evaluations if each.attrs["scheme"] in (baseline, ours)]
    runs = pd.DataFrame([identity(each) for each in compared])
    check_comparable(runs, baseline, ours, "model")
    for _, group in runs.groupby("pretraining_sessions"):
        check_comparable(group, baseline, ours)
    check_same_sessions(runs)
    table = score_table(compared, by="pretraining_sessions")
    chosen = table["row"].isin([baseline, ours]) & (
        (table["statistic"] == statistic) | table["column"].isin(BEHAVIORS)
    )
    table = table[chosen]
    arrays = table.set_index(["column", "row", "pretraining_sessions"])[COLUMNS].to_xarray()
    arrays = arrays.rename(column="metric").reindex(metric=list(METRICS), row=[baseline, ours])
    arrays = arrays.assign_coords(
        unit=("metric", list(METRIC_UNITS.values())),
        status=("metric", [status_of(table, metric) for metric in METRICS]),
    )
    over = table["spread_over"].max()  # nothing with a single run
    number = runs["session" if over == "sessions" else "seed"].nunique()
    model = compared[0].attrs["model"]
    title = MODELS[model] + (f", mean ± s.d. over {number} {over}" if over else "")
    arrays.attrs = {"statistic": statistic, "title": title}
    return arrays


@styled
def draw_scaling(arrays: xr.Dataset) -> Figure:
    """A panel for each metric, a line for each of two schemes over the number of sessions.

    Networks that were not pretrained stand apart, at "none".
    """
    figure = new_figure(PAGE_WIDTH, 4.3)
    figure.suptitle(arrays.attrs["title"], fontsize=8)
    grid = figure.subplots(2, 3, sharex=True)
    place = _places(arrays["pretraining_sessions"].values)
    for axes, metric in zip(grid.flat, METRICS, strict=True):
        scores = arrays.sel(metric=metric)
        if scores["value"].notnull().any():
            _panel(axes, scores, place)
        else:
            say(axes, str(scores["status"].item()))
        axes.set(title=METRICS[metric], ylabel=METRIC_UNITS[metric].capitalize())
    for axes in grid[1]:
        axes.set_xlabel("Pretraining sessions")
    counts = arrays["pretraining_sessions"].values
    grid[0, 0].set_xticks(place, [str(count) if count else "none" for count in counts])
    grid[0, 0].set_xlim(place[0] - MARGIN, place[-1] + MARGIN)
    handles, names = grid[0, 0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=len(names))
    return figure


def _places(counts: np.ndarray) -> np.ndarray:
    """Where numbers of sessions stand on the axis: at their logarithms, 0 left of the others."""
    logarithm = np.log10(np.maximum(counts, 1))
    first = min(logarithm[counts > 0], default=0.0)
    return np.where(counts > 0, logarithm, first - NONE)


def _panel(axes: Axes, scores: xr.Dataset, place: np.ndarray) -> None:
    pretrained = scores["pretraining_sessions"].values > 0
    for scheme, shift in zip(scores["row"].values, (-APART, APART), strict=True):
        value, spread = (scores[name].sel(row=scheme).values for name in ("value", "spread"))
        x, color = place + shift, SCHEME_COLORS[scheme]
        axes.plot(x, value, color=color, linestyle=(0, (1, 1.5)), linewidth=0.8)
        axes.plot(x[pretrained], value[pretrained], color=color)
        axes.errorbar(
            x,
            value,
            yerr=np.nan_to_num(spread),
            color=color,
            marker=SCHEME_MARKERS[scheme],
            linestyle="",
            elinewidth=0.8,
            label=SCHEMES[scheme],
        )
