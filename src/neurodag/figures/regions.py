"""Behaviour decoded from single regions, under two schemes (Figure 5)."""

from collections.abc import Iterable
from itertools import cycle
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from neurodag.figures.comparable import check_comparable, title
from neurodag.figures.style import GUIDE_COLOR, PAGE_WIDTH, equal_axes, new_figure, say, styled
from neurodag.labels import BEHAVIORS, METRIC_UNITS, ROWS
from neurodag.tables.runs import identity, row_of

SCORES = {
    "choice_accuracy": "choice",
    "whisker_motion_energy_r2": "whisker_motion_energy",
}
"""The names in the files, and the metrics that they are."""
MARKERS = "osD^v"
LEGEND_COLUMNS = 9
GUESSING: dict[str, Any] = {"color": GUIDE_COLOR, "linestyle": (0, (3, 2)), "linewidth": 0.7}
PANEL = PAGE_WIDTH / 5
"""Width of a column, in inches: the paper's five sessions fill the page."""


def regions_arrays(
    decodings: Iterable[xr.Dataset], baseline: str = "temporal", ours: str = "mtm_prompted"
) -> xr.Dataset:
    """Scores of `baseline` and `ours` (row ids), averaged over seeds.

    `decodings` come from `neurodag.evaluation.regions`.

    Returns `score (metric, session, row, region)`, NaN for regions that a session does not have,
    and `chance (session)`, the accuracy of guessing.
    Raises NeurodagError if a session has one of the two schemes only, or if the networks differ in
    architecture or pretraining.
    """
    compared = [each for each in decodings if row_of(each) in (baseline, ours)]
    runs = pd.DataFrame([identity(each) for each in compared])
    check_comparable(runs, baseline, ours, "model", "pretraining_sessions")
    frames = [
        each[list(SCORES)]
        .to_dataframe()
        .rename(columns=SCORES)
        .assign(row=row_of(each), session=each.attrs["session_id"])
        for each in compared
    ]
    scores = pd.concat(frames).groupby(["session", "row", "region"])[list(BEHAVIORS)].mean()
    score = scores.to_xarray().to_dataarray("metric").sel(row=[baseline, ours])
    one = {each.attrs["session_id"]: each for each in compared}  # for what all of a session share
    sessions = [one[session] for session in score["session"].values]
    status = [[each[name].attrs["status"] for each in sessions] for name in SCORES]
    return xr.Dataset(
        {
            "score": score.transpose("metric", "session", "row", "region"),
            "chance": ("session", [float(each["choice_chance"][0]) for each in sessions]),
        },
        coords={
            "status": (("metric", "session"), status),
            "unit": ("metric", [METRIC_UNITS[metric] for metric in score["metric"].values]),
        },
        attrs={"title": title(compared[0])},
    )


@styled
def draw_regions(arrays: xr.Dataset) -> Figure:
    """A column for each session, a row for each behaviour, a point for each region.

    x is the baseline, y the model. Colours follow the alphabet, so that regions of like names look
    alike. Dashed lines show the accuracy of guessing.
    """
    looks = _looks(arrays["region"].values)
    columns = arrays.sizes["session"]
    legend_columns = min(2 * max(columns, 3) - 1, LEGEND_COLUMNS)
    legend_rows = -(-(len(looks) + 1) // legend_columns)
    figure = new_figure(max(columns, 3) * PANEL, 3.2 + 0.15 * legend_rows)
    figure.suptitle(arrays.attrs["title"], fontsize=8)
    grid = figure.subplots(len(BEHAVIORS), columns, squeeze=False)
    baseline, ours = (ROWS[row] for row in arrays["row"].values)
    for row, (metric, label) in zip(grid, BEHAVIORS.items(), strict=True):
        for axes, session in zip(row, arrays["session"].values, strict=True):
            here = arrays.sel(metric=metric, session=session)
            score = here["score"].dropna("region")
            if score.sizes["region"]:
                chance = float(here["chance"]) if metric == "choice" else np.nan
                _panel(axes, score, chance, looks)
            else:
                say(axes, str(here["status"].item()).replace(" with", "\nwith"))
                axes.set_box_aspect(1)
        row[0].set_ylabel(f"{label} ({METRIC_UNITS[metric]})\n{ours}")
    for axes, name in zip(grid[0], _short(arrays["session"].values), strict=True):
        axes.set_title(name)
    for axes in grid[-1]:
        axes.set_xlabel(baseline)
    handles = [Line2D([], [], linestyle="", **look) for look in looks.values()]
    figure.legend(
        [*handles, Line2D([], [], **GUESSING)],
        [*looks, "guessing"],
        loc="outside lower center",
        ncols=legend_columns,
    )
    return figure


def _looks(regions: np.ndarray) -> dict[str, dict]:
    """Colour and marker of each region; neighbours in colour differ in marker."""
    colors = colormaps["turbo"](np.linspace(0.05, 0.95, len(regions)))
    return {
        str(region): {"color": color, "marker": marker}
        for region, color, marker in zip(regions, colors, cycle(MARKERS), strict=False)
    }


def _panel(axes: Axes, score: xr.DataArray, chance: float, looks: dict[str, dict]) -> None:
    values = score.to_numpy()
    for region, x, y in zip(score["region"].values, *values, strict=True):
        axes.plot(x, y, linestyle="", alpha=0.9, **looks[str(region)])
    shown = np.append(values.ravel(), chance)
    low, high = np.nanmin(shown), np.nanmax(shown)
    margin = max(0.1 * (high - low), 0.05)
    equal_axes(axes, low - margin, high + margin)
    for line in (axes.axhline, axes.axvline) if np.isfinite(chance) else ():
        line(chance, zorder=0, **GUESSING)
    axes.locator_params(nbins=3)


def _short(sessions: np.ndarray) -> list[str]:
    """The first part of each session's id, where that tells the sessions apart."""
    first = [str(session).split("-")[0] for session in sessions]
    return first if len(set(first)) == len(first) else [str(session) for session in sessions]
