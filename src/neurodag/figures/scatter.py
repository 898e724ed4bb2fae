"""Two schemes against each other, session by session (Figure 2C)."""

from collections.abc import Iterable
from itertools import cycle

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from neurodag.errors import NeurodagError
from neurodag.figures.style import (
    PAGE_WIDTH,
    SERIES_COLORS,
    equal_axes,
    heading,
    new_figure,
    say,
    styled,
)
from neurodag.labels import METRIC_UNITS, METRICS, ROWS
from neurodag.tables.runs import run_scores


@styled
def draw_scatter(
    evaluations: Iterable[xr.Dataset],
    baseline: str = "temporal",
    ours: str = "mtm_prompted",
    statistic: str = "mean",
) -> tuple[Figure, xr.Dataset]:
    """A panel for each metric, a point for each session: x `baseline`, y `ours` (row ids).

    A session's score is the `statistic` over its units, averaged over seeds. Sessions that only one
    of the two has are an error, sessions without a score of a metric are missing in its panel.

    Returns the figure and its arrays: `score (metric, row, session)`.
    """
    evaluations = list(evaluations)
    runs = pd.concat([run_scores(evaluation) for evaluation in evaluations])
    chosen = runs["row"].isin([baseline, ours]) & (
        (runs["statistic"] == statistic) | runs["unit"].isin(["accuracy", "R²"])
    )
    runs = runs[chosen]
    _check_sessions(runs, baseline, ours)
    scores = runs.groupby(["column", "row", "session"])["value"].mean()
    score = scores.to_xarray().rename(column="metric")
    score = score.reindex(metric=list(METRICS), row=[baseline, ours])
    datasets = {each.attrs["session_id"]: each.attrs["dataset"] for each in evaluations}
    arrays = xr.Dataset(
        {"score": score},
        coords={
            "status": ("metric", [_status(runs, metric) for metric in METRICS]),
            "unit": ("metric", list(METRIC_UNITS.values())),
            "dataset": ("session", [datasets[each] for each in score["session"].values]),
        },
        attrs={"statistic": statistic},
    )
    return _draw(arrays), arrays


def _draw(arrays: xr.Dataset) -> Figure:
    figure = new_figure(PAGE_WIDTH, 4.9)
    grid = figure.subplots(2, 3)
    datasets = np.unique(arrays["dataset"])
    for axes, metric in zip(grid.flat, arrays["metric"].values, strict=True):
        score = arrays["score"].sel(metric=metric).dropna("session")
        if score.sizes["session"]:
            _panel(axes, score, datasets)
        else:
            say(axes, str(arrays["status"].sel(metric=metric).item()))
            axes.set(title=METRICS[metric], box_aspect=1)
    if datasets.size > 1:
        handles, names = grid[0, 0].get_legend_handles_labels()
        figure.legend(handles, names, loc="outside lower center", ncols=datasets.size)
    return figure


def _status(runs: pd.DataFrame, metric: str) -> str:
    """Why no run has a score of this metric, or "scored" if one has."""
    reasons = set(runs.loc[runs["column"] == metric, "status"])
    return "scored" if "scored" in reasons else "\n".join(sorted(reasons))


def _panel(axes: Axes, score: xr.DataArray, datasets: np.ndarray) -> None:
    x, y = score.to_numpy()
    for color, dataset in zip(cycle(SERIES_COLORS), datasets, strict=False):
        mine = score["dataset"].to_numpy() == dataset
        axes.scatter(x[mine], y[mine], s=14, color=color, alpha=0.8, linewidths=0, label=dataset)
    low, high = min(x.min(), y.min()), max(x.max(), y.max())
    margin = max(0.12 * (high - low), 0.05)
    equal_axes(axes, low - margin, high + margin)
    metric = score["metric"].item()
    heading(axes, METRICS[metric], f"above the line: {int((y > x).sum())} of {x.size}")
    unit = METRIC_UNITS[metric]
    baseline, ours = (ROWS[row] for row in score["row"].values)
    axes.set(xlabel=f"{baseline} ({unit})", ylabel=f"{ours} ({unit})")


def _check_sessions(runs: pd.DataFrame, baseline: str, ours: str) -> None:
    if runs.empty:
        raise NeurodagError(
            f"None of the evaluations is of {ROWS[baseline]} or of {ROWS[ours]}, "
            "which the figure compares."
        )
    have = {row: set(runs.loc[runs["row"] == row, "session"]) for row in (baseline, ours)}
    for row, other in ((baseline, ours), (ours, baseline)):
        if lacking := have[other] - have[row]:
            raise NeurodagError(
                f"There is no run of {ROWS[row]} on {', '.join(sorted(lacking))}, only of "
                f"{ROWS[other]}; the figure needs both on every session."
            )
