"""What each variant of a search adds over the best simple reference."""

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from neurodag.figures.style import (
    GUIDE_COLOR,
    PAGE_WIDTH,
    SERIES_COLORS,
    bars,
    letter,
    new_figure,
    styled,
)
from neurodag.labels import STATISTICS, TASKS
from neurodag.tables.search import CHOICE, OVERALL, PARTS

PANELS = {OVERALL: "Mean over tasks"} | TASKS
LONG_NAMES = {
    "gain": "score above that of the best reference",
    "low": "lower end of its 95 % interval",
    "high": "upper end of its 95 % interval",
    "session_gain": "the gain in a session",
}
APART = 0.17
"""Half the distance between a variant's two parts, of that between variants."""
OUTSIDE = 0.13
"""From there to the dots of the sessions, outside of the two."""
MARKERS = dict(zip(PARTS, "os", strict=True))


def search_arrays(table: pd.DataFrame) -> xr.Dataset:
    """What each variant gains on validation trials and on test trials, with its 95 % interval.

    Returns `gain`, `low` and `high (column, variant, part)`,
    `session_gain (column, variant, part, session)` and `chosen (variant)`.
    """
    lines = table[(table["kind"] == "variant") & (table["statistic"] == CHOICE)]
    names = list(lines["row"].unique())
    keys = ["column", "row", "part"]
    together = lines[lines["session"].isna()].set_index(keys)
    sessions = lines[lines["session"].notna()].set_index([*keys, "session"])
    arrays = together[["gain", "low", "high"]].to_xarray()
    arrays["session_gain"] = sessions["gain"].to_xarray()
    arrays = arrays.reindex(column=list(PANELS), row=names, part=list(PARTS)).rename(row="variant")
    chosen = set(lines.loc[lines["chosen"], "row"])
    arrays["chosen"] = "variant", [name in chosen for name in names]
    for name, meaning in LONG_NAMES.items():
        arrays[name].attrs = {"units": "bits per spike", "long_name": meaning}
    return arrays.assign_attrs(statistic=CHOICE)


@styled
def draw_search(arrays: xr.Dataset) -> Figure:
    """A panel for the mean over tasks and for each task, a line for each variant.

    A marker with its 95 % interval is the gain on validation trials, or on test trials; small dots
    are sessions. The variant that was chosen is in bold.
    """
    names = arrays["variant"].values
    figure = new_figure(PAGE_WIDTH, 1.3 + 0.27 * len(names))
    grid = figure.subplots(1, len(PANELS), sharey=True)
    for axes, (column, title), text in zip(grid, PANELS.items(), "abcde", strict=True):
        _panel(axes, arrays.sel(column=column))
        axes.set_title(title)
        letter(axes, text)
    grid[0].set(yticks=range(len(names)), yticklabels=names, ylim=(len(names) - 0.5, -0.5))
    for label, chosen in zip(grid[0].get_yticklabels(), arrays["chosen"].values, strict=True):
        label.set_fontweight("bold" if chosen else "normal")
    average = STATISTICS[arrays.attrs["statistic"]].lower()
    figure.supxlabel(f"Bits per spike more than the best reference\n({average})", fontsize=7)
    handles, labels = grid[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=len(labels))
    return figure


def _panel(axes: Axes, gains: xr.Dataset) -> None:
    axes.axvline(0, color=GUIDE_COLOR, linewidth=0.6, zorder=0)
    place = np.arange(gains.sizes["variant"])
    several = gains.sizes["session"] > 1
    for part, color, shift in zip(PARTS, SERIES_COLORS, (-APART, APART), strict=False):
        own = gains.sel(part=part)
        axes.errorbar(
            own["gain"],
            place + shift,
            xerr=bars(own["gain"], own["low"], own["high"]),
            color=color,
            marker=MARKERS[part],
            linestyle="",
            elinewidth=0.8,
            label=f"{part} trials",
        )
        for session in (
            own["session_gain"].transpose("session", "variant").values if several else ()
        ):
            outside = place + shift + np.sign(shift) * OUTSIDE
            axes.plot(session, outside, ".", color=color, alpha=0.5, markersize=3)
    axes.locator_params(axis="x", nbins=4)
    axes.tick_params(axis="y", length=0)
