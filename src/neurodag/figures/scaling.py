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
    bars,
    letter,
    new_figure,
    say,
    styled,
)
from neurodag.labels import BEHAVIORS, METRIC_UNITS, METRICS, MODELS, SCHEMES
from neurodag.tables.runs import identity, run_scores
from neurodag.tables.scores import score_table

COLUMNS = ["value", "low", "high", "sessions"]
"""Of the table of scores, what the figure shows."""
LONG_NAMES = {
    "value": "mean score over sessions",
    "low": "lower end of its 95 % interval",
    "high": "upper end of its 95 % interval",
    "sessions": "number of sessions that were scored",
    "run_score": "score of a single run",
}
APART = 0.035
"""Half the distance between the bars of the two schemes, in powers of ten."""
BESIDE = 0.08
"""Between their middle and the dots of single runs, in powers of ten."""
NONE = 0.5
"""How far "none" stands left of the smallest number, in powers of ten."""
MARGIN = 0.2
"""Room at both ends of the axis, in powers of ten."""


def scaling_arrays(
    evaluations: Iterable[xr.Dataset],
    baseline: str = "temporal",
    ours: str = "mtm_prompted",
    statistic: str = "mean",
) -> xr.Dataset:
    """Scores of two schemes against the number of pretraining sessions.

    A value is the mean over the fine-tuned sessions, each averaged over seeds.

    Returns `value`, `low` and `high`, which bound its 95 % interval, and `sessions`, the number of
    these, all `(metric, row, pretraining_sessions)`; and `run_score`, the same with
    `(session, seed)`, NaN for runs that are not there.
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
    arrays["run_score"] = _run_scores(compared, statistic)
    for name, meaning in LONG_NAMES.items():
        arrays[name].attrs["long_name"] = meaning
    number = runs["session"].nunique()
    scored = f"mean over {number} sessions" if number > 1 else "one session"
    title = f"{MODELS[compared[0].attrs['model']]}, {scored} with 95 % interval"
    return arrays.assign_attrs(statistic=statistic, title=title)


def _run_scores(evaluations: list[xr.Dataset], statistic: str) -> xr.DataArray:
    """Scores of single runs `(metric, row, pretraining_sessions, session, seed)`."""
    runs = pd.concat([run_scores(evaluation) for evaluation in evaluations])
    runs = runs[(runs["statistic"] == statistic) | runs["column"].isin(BEHAVIORS)]
    keys = ["column", "row", "pretraining_sessions", "session", "seed"]
    return (
        runs[runs["row"] != "chance"].set_index(keys)["value"].to_xarray().rename(column="metric")
    )


@styled
def draw_scaling(arrays: xr.Dataset) -> Figure:
    """A panel for each metric, a line for each of two schemes over the number of sessions.

    Bars are 95 % intervals, small dots single runs where there are several. Networks that were not
    pretrained stand apart, at "none".
    """
    figure = new_figure(PAGE_WIDTH, 4.5)
    figure.suptitle(arrays.attrs["title"], fontsize=8)
    grid = figure.subplots(2, 3)
    place = _places(arrays["pretraining_sessions"].values)
    for axes, metric, text in zip(grid.flat, METRICS, "abcdef", strict=True):
        scores = arrays.sel(metric=metric)
        axes.set_title(METRICS[metric])
        letter(axes, text)
        if scores["value"].notnull().any():
            _panel(axes, scores, place)
            axes.set(xlabel="Pretraining sessions", ylabel=METRIC_UNITS[metric].capitalize())
        else:
            say(axes, str(scores["status"].item()))
    handles, names = grid[0, 0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=len(names))
    return figure


def _places(counts: np.ndarray) -> np.ndarray:
    """Where numbers of sessions stand on the axis: at their logarithms, 0 left of the others."""
    logarithm = np.log10(np.maximum(counts, 1))
    first = min(logarithm[counts > 0], default=0.0)
    return np.where(counts > 0, logarithm, first - NONE)


def _panel(axes: Axes, scores: xr.Dataset, place: np.ndarray) -> None:
    counts = scores["pretraining_sessions"].values
    axes.set_xticks(place, [str(count) if count else "none" for count in counts])
    axes.set_xlim(place[0] - MARGIN, place[-1] + MARGIN)
    for scheme, shift in zip(scores["row"].values, (-APART, APART), strict=True):
        own = scores.sel(row=scheme)
        x, color = place + shift, SCHEME_COLORS[scheme]
        axes.plot(x, own["value"], color=color, linestyle=(0, (1, 1.5)), linewidth=0.8)
        axes.plot(x[counts > 0], own["value"][counts > 0], color=color)
        axes.errorbar(
            x,
            own["value"],
            yerr=bars(own["value"], own["low"], own["high"]),
            color=color,
            marker=SCHEME_MARKERS[scheme],
            linestyle="",
            elinewidth=0.8,
            label=SCHEMES[scheme],
        )
        dots = own["run_score"].stack(run=("session", "seed")).transpose("run", ...).values
        for dot in dots if len(dots) > 1 else ():
            beside = place + np.sign(shift) * BESIDE
            axes.plot(beside, dot, ".", color=color, alpha=0.5, markersize=3, zorder=0)
