"""Two schemes against each other, session by session (Figures 2C, 3, 6 and 8)."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from neurodag.figures.comparable import check_comparable, status_of, title
from neurodag.figures.style import (
    HEADING_PAD,
    PAGE_WIDTH,
    equal_axes,
    heading,
    letter,
    new_figure,
    say,
    series_looks,
    styled,
)
from neurodag.labels import BEHAVIORS, METRIC_UNITS, METRICS, ROWS
from neurodag.tables.runs import row_of, run_scores


def scatter_arrays(
    evaluations: Iterable[xr.Dataset],
    baseline: str = "temporal",
    ours: str = "mtm_prompted",
    statistic: str = "mean",
) -> xr.Dataset:
    """Scores of every session under `baseline` and `ours` (row ids).

    A session's score is the `statistic` over its units, averaged over seeds.

    Returns `score (metric, row, session)`, NaN where a session has no score of a metric.
    Raises NeurodagError if a session has one of the two schemes only, or if the networks differ in
    architecture or pretraining.
    """
    evaluations = list(evaluations)
    runs = pd.concat([run_scores(evaluation) for evaluation in evaluations])
    chosen = runs["row"].isin([baseline, ours]) & (
        (runs["statistic"] == statistic) | runs["column"].isin(BEHAVIORS)
    )
    runs = runs[chosen]
    check_comparable(runs, baseline, ours, "model", "pretraining_sessions")
    scores = runs.groupby(["column", "row", "session"])["value"].mean()
    score = scores.to_xarray().rename(column="metric")
    score = score.reindex(metric=list(METRICS), row=[baseline, ours])
    compared = next(each for each in evaluations if row_of(each) == ours)
    datasets = {each.attrs["session_id"]: each.attrs["dataset"] for each in evaluations}
    return xr.Dataset(
        {"score": score.assign_attrs(long_name="score of a session, the mean over seeds")},
        coords={
            "status": ("metric", [status_of(runs, metric) for metric in METRICS]),
            "unit": ("metric", list(METRIC_UNITS.values())),
            "dataset": ("session", [datasets[each] for each in score["session"].values]),
        },
        attrs={"statistic": statistic, "title": title(compared)},
    )


@styled
def draw_scatter(arrays: xr.Dataset) -> Figure:
    """A panel for each metric, a point for each session that has a score of it.

    x is the baseline, y the model.
    """
    figure = new_figure(PAGE_WIDTH, 5.4, squares=True)
    figure.suptitle(arrays.attrs["title"], fontsize=8)
    grid = figure.subplots(2, 3, gridspec_kw={"hspace": 0.06})
    datasets = np.unique(arrays["dataset"])
    for axes, metric, text in zip(grid.flat, arrays["metric"].values, "abcdef", strict=True):
        score = arrays["score"].sel(metric=metric).dropna("session")
        if score.sizes["session"]:
            _panel(axes, score, datasets)
        else:
            say(axes, str(arrays["status"].sel(metric=metric).item()))
            axes.set(title=METRICS[metric], box_aspect=1)
        letter(axes, text, HEADING_PAD)
    if datasets.size > 1:
        handles, names = grid[0, 0].get_legend_handles_labels()
        figure.legend(handles, names, loc="outside lower center", ncols=datasets.size)
    return figure


def _panel(axes: Axes, score: xr.DataArray, datasets: np.ndarray) -> None:
    x, y = score.to_numpy()
    for dataset, look in zip(datasets, series_looks(), strict=False):
        mine = score["dataset"].to_numpy() == dataset
        axes.scatter(x[mine], y[mine], s=14, alpha=0.8, linewidths=0, label=dataset, **look)
    low, high = min(x.min(), y.min()), max(x.max(), y.max())
    margin = max(0.12 * (high - low), 0.05)
    equal_axes(axes, low - margin, high + margin)
    metric = score["metric"].item()
    remark = f"above the line: {int((y > x).sum())} of {x.size}"
    heading(axes, METRICS[metric], remark)
    xlabel, ylabel = (f"{ROWS[row]}, {METRIC_UNITS[metric]}" for row in score["row"].values)
    axes.set(xlabel=xlabel, ylabel=ylabel)
