"""Behaviour decoded from single regions, under two schemes (Figure 5)."""

import re
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from neurodag.figures.comparable import check_comparable, title
from neurodag.figures.style import (
    COLUMN_WIDTH,
    GUIDE_COLOR,
    PAGE_WIDTH,
    equal_axes,
    letter,
    new_figure,
    say,
    series_looks,
    styled,
)
from neurodag.labels import BEHAVIORS, METRIC_UNITS, ROWS
from neurodag.tables.runs import identity, row_of

SCORES = {
    "choice_accuracy": "choice",
    "whisker_motion_energy_r2": "whisker_motion_energy",
}
"""The names in the files, and the metrics that they are."""
LEGEND_ENTRY = 0.7
"""Width of a region's name and marker, in inches."""
UUID = re.compile(r"\b([0-9a-f]{8})-[0-9a-f]{4}\b.*")
"""An id of a session of the International Brain Laboratory, and its first part."""
LINE = 16
"""Characters above a panel."""
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
            "score": score.transpose("metric", "session", "row", "region").assign_attrs(
                long_name="score of behaviour decoded from a region"
            ),
            "chance": (
                "session",
                [float(each["choice_chance"][0]) for each in sessions],
                {"units": "1", "long_name": "accuracy of guessing the choice"},
            ),
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

    x is the baseline, y the model. A region looks the same in all panels. Dashed lines show the
    accuracy of guessing.
    """
    looks = dict(zip(map(str, arrays["region"].values), series_looks(), strict=False))
    columns = arrays.sizes["session"]
    width = max(columns * PANEL, COLUMN_WIDTH)
    legend_columns = int(width / LEGEND_ENTRY)
    legend_rows = -(-(len(looks) + 1) // legend_columns)
    figure = new_figure(width, 3.8 + 0.15 * legend_rows, squares=True)
    figure.suptitle(arrays.attrs["title"], fontsize=8)
    spaced = {"hspace": 0.08}
    grid = figure.subplots(len(BEHAVIORS), columns, squeeze=False, gridspec_kw=spaced)
    baseline, ours = (ROWS[row] for row in arrays["row"].values)
    for row, (metric, label) in zip(grid, BEHAVIORS.items(), strict=True):
        for axes, session in zip(row, arrays["session"].values, strict=True):
            here = arrays.sel(metric=metric, session=session)
            score = here["score"].dropna("region")
            if score.sizes["region"]:
                chance = float(here["chance"]) if metric == "choice" else np.nan
                _panel(axes, score, chance, looks)
                axes.set_xlabel(f"{baseline},\n{METRIC_UNITS[metric]}")
            else:
                say(axes, str(here["status"].item()).replace(" with", "\nwith"))
                axes.set_box_aspect(1)
        row[0].set_ylabel(f"{label}\n{ours}, {METRIC_UNITS[metric]}")
    for axes, name in zip(grid[0], _short(arrays["session"].values), strict=True):
        axes.set_title(_lines(name))
    for axes, text in zip(grid[:, 0], "ab", strict=True):
        letter(axes, text)
    handles = [Line2D([], [], linestyle="", **look) for look in looks.values()]
    figure.legend(
        [*handles, Line2D([], [], **GUESSING)],
        [*looks, "guessing"],
        loc="outside lower center",
        ncols=legend_columns,
    )
    return figure


def _panel(
    axes: Axes, score: xr.DataArray, chance: float, looks: dict[str, dict[str, Any]]
) -> None:
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
    """The first part of ids that are UUIDs; others as they are."""
    return [UUID.sub(r"\1", str(session)) for session in sessions]


def _lines(session: str) -> str:
    """A session's id, in two lines where it is wider than a panel."""
    if len(session) <= LINE:
        return session
    breaks = [place for place, sign in enumerate(session, 1) if sign in "_-" and place <= LINE]
    place = max(breaks, default=LINE)
    return f"{session[:place]}\n{session[place:]}"
