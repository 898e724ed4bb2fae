"""Two schemes against each other, unit by unit (Figure 7)."""

from string import ascii_lowercase

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure

from neurodag.figures.pairs import check_pair
from neurodag.figures.style import (
    HEADING_PAD,
    PAGE_WIDTH,
    equal_axes,
    heading,
    letter,
    new_figure,
    say,
    styled,
)
from neurodag.labels import ROWS, TASKS
from neurodag.tables.runs import row_of, unit_scores

SCORES = {
    "bits_per_spike": "bits per spike",
    "psth_r2": "PSTH R²",
    "trial_r2": "trial R²",
}
REACH = 3.0
"""How far the axes reach beyond the middle half of all values, in interquartile ranges."""
RATES = (2, 98)
"""Percentiles of the mean rates between which the colours run."""


def units_arrays(
    ours: xr.Dataset, baseline: xr.Dataset, tasks: tuple[str, ...] = ("co_smoothing",)
) -> xr.Dataset:
    """Scores of every unit under `baseline` and `ours`.

    Returns the scores `(task, row, unit)` as they are, not clipped, NaN
    for units that were left out, and `mean_rate_hz (unit)`.
    Raises NeurodagError if the two evaluations are not of the same units of one session.
    """
    check_pair(ours, baseline)
    return xr.Dataset(
        {
            score: (
                ("task", "row", "unit"),
                [[unit_scores(run, task, score)[0] for run in (baseline, ours)] for task in tasks],
                {"units": "bits per spike" if score == "bits_per_spike" else "1"},
            )
            for score in SCORES
        }
        | {"mean_rate_hz": ours["mean_rate_hz"]},
        coords={"task": list(tasks), "row": [row_of(baseline), row_of(ours)]},
        attrs={"session_id": ours.attrs["session_id"]},
    )


@styled
def draw_units(arrays: xr.Dataset) -> Figure:
    """A row for each task, a column for each score, a point for each unit: x baseline, y model.

    Colour is the unit's mean rate in the test trials. Scores of inactive units reach extreme
    values: points outside the axes are drawn as crosses at the edge, and counted in the panel.
    """
    tasks = arrays["task"].values
    figure = new_figure(PAGE_WIDTH, 2.3 * len(tasks), squares=True)
    grid = figure.subplots(len(tasks), len(SCORES), squeeze=False)
    for axes, text in zip(grid.flat, ascii_lowercase, strict=False):
        letter(axes, text, HEADING_PAD)
    baseline, ours = (ROWS[row] for row in arrays["row"].values)
    rate = arrays["mean_rate_hz"]
    colors = ScalarMappable(LogNorm(*np.percentile(rate.values[rate.values > 0], RATES)), "viridis")
    for row, task in zip(grid, tasks, strict=True):
        for axes, (score, label) in zip(row, SCORES.items(), strict=True):
            _panel(axes, TASKS[task], arrays[score].sel(task=task), colors.to_rgba(rate.values))
            axes.set(xlabel=f"{baseline}, {label}", ylabel=f"{ours}, {label}")
        bar = figure.colorbar(colors, ax=row, extend="both", aspect=25, pad=0.01)
        bar.set_label("Mean rate (Hz)")
    return figure


def _panel(axes: Axes, title: str, score: xr.DataArray, colors: np.ndarray) -> None:
    kept = score.notnull().all("row").to_numpy()
    if not kept.any():
        say(axes, "no unit scored")
        axes.set(title=title, box_aspect=1)
        return
    points = score[:, kept].to_numpy()
    low, high = _readable_range(points)
    inside = ((points > low) & (points < high)).all(axis=0)
    x, y = np.clip(points, low, high)
    for chosen, marker, size in ((inside, "o", 9), (~inside, "X", 14)):
        axes.scatter(
            x[chosen],
            y[chosen],
            s=size,
            marker=marker,
            c=colors[kept][chosen],
            edgecolors="0.25",  # the brightest would be lost on white
            linewidths=0.2,
            clip_on=False,
            zorder=3,
        )
    equal_axes(axes, low, high)
    above = f"above the line: {(points[1] > points[0]).sum()} of {inside.size}"
    outside = f"; outside (×): {(~inside).sum()}" if not inside.all() else ""
    heading(axes, title, above + outside)


def _readable_range(values: np.ndarray) -> tuple[float, float]:
    """The range of the values without far outliers, and a margin."""
    lower, upper = np.percentile(values, (25, 75))
    reach = REACH * (upper - lower)
    low, high = max(values.min(), lower - reach), min(values.max(), upper + reach)
    margin = max(0.05 * (high - low), 0.02)
    return low - margin, high + margin
