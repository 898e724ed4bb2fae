"""What the learned tokens of units say about the units (QuantFormer paper, Figure A-10)."""

from collections.abc import Sequence

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from neurodag.figures.forecast.given import check_runs
from neurodag.figures.forecast.stimuli import places, plot_runs
from neurodag.figures.style import GUIDE_COLOR, PAGE_WIDTH, heading, letter, new_figure, styled
from neurodag.tables.forecast.labels import stimulus_label

STATISTICS = {
    "median": "Median response",
    "activations": "Number of activations",
    "standard_deviation": "S.d. of the response",
}
OF_RESPONSES = ("median", "standard_deviation")
"""Statistics in the units of responses; the others are numbers of something."""
ABOUT = ("method", "task", "session_id", "neighbours", "quantity")
"""Attributes of the first run that its figure has."""
ABOVE, NOT_ABOVE = "#D55E00", "#0072B2"
"""Of units by the median over units."""
SPAN = (2, 98)
"""Percentiles of a statistic between which the colours run."""
CHANCE = (2.5, 97.5)
"""Percentiles of the agreement of shuffled units."""


def unit_tokens_arrays(maps: Sequence[xr.Dataset]) -> xr.Dataset:
    """Tokens of the first of `maps` in a plane, what units do, and how far neighbours agree.

    Of the first run `place (unit, axis)`, `value (statistic, unit)` and `threshold (statistic)`,
    the median over units; of all, `agreement (run, statistic)`, and `chance (run, statistic,
    bound)`, between which 95 % of shuffled units are.
    Raises NeurodagError if the maps are of several methods or tasks, or repeat a run.
    """
    runs = check_runs(maps, "task", "neighbours")
    first = maps[0]
    chance = [np.percentile(each["shuffled"], CHANCE, axis=1).T for each in maps]
    about = {"long_name": "Spearman correlation", "units": "1"}
    return xr.Dataset(
        {
            "place": first["place"],
            "value": first["value"],
            "threshold": first["value"].median("unit"),
            "agreement": (
                ("run", "statistic"),
                np.stack([each["agreement"] for each in maps]),
                about,
            ),
            "chance": (("run", "statistic", "bound"), np.stack(chance), about),
        },
        runs,
        {key: first.attrs[key] for key in ABOUT},
    )


@styled
def draw_unit_tokens(arrays: xr.Dataset) -> Figure:
    """Each column is a statistic of the units' responses: by value (a), and by whether it is above
    the median over units (b). Below (c), the agreement of every run, with what shuffled units
    reach.
    """
    figure = new_figure(PAGE_WIDTH, 6.4)
    names = arrays["statistic"].values.tolist()
    grid = figure.add_gridspec(3, len(names))
    for column, name in enumerate(names):
        by_value, by_side = (figure.add_subplot(grid[row, column]) for row in (0, 1))
        one = arrays.sel(statistic=name)
        if not column:
            letter(by_value, "a")
            letter(by_side, "b")
        _draw_values(figure, by_value, one)
        _draw_sides(by_side, one)
    agreement = figure.add_subplot(grid[2, :])
    letter(agreement, "c")
    _draw_agreement(agreement, arrays)
    stimulus, subject = (arrays[key].values[0] for key in ("stimulus", "subject"))
    figure.suptitle(
        f"a, b: unit tokens of subject {subject}, {stimulus_label(stimulus).lower()} (t-SNE)",
        fontsize=8,
    )
    return figure


def _draw_values(figure: Figure, axes: Axes, one: xr.Dataset) -> None:
    name, values = str(one["statistic"].item()), one["value"].values
    colors = ScalarMappable(Normalize(*np.percentile(values, SPAN)), "viridis")
    _scatter(axes, one["place"].values, colors.to_rgba(values))
    ticks = MaxNLocator(5, integer=name == "activations")
    bar = axes.inset_axes((1.03, 0, 0.035, 1))
    figure.colorbar(colors, cax=bar, extend="both", ticks=ticks)
    if name in OF_RESPONSES:
        bar.set_title(one.attrs["quantity"], fontsize=6)
    axes.set_title(STATISTICS[name])


def _draw_sides(axes: Axes, one: xr.Dataset) -> None:
    threshold = one["threshold"].item()
    above = one["value"].values > threshold
    _scatter(axes, one["place"].values, np.where(above, ABOVE, NOT_ABOVE))
    for color, side, label in ((ABOVE, above, "above"), (NOT_ABOVE, ~above, "not above")):
        axes.plot([], [], "o", color=color, mew=0, label=f"{label} ({side.sum()})")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.06), ncols=2, handletextpad=0.2)
    shown = f"{threshold:.3g}".replace("-", "\N{MINUS SIGN}")
    heading(axes, f"Threshold {shown}", "median over units")


def _scatter(axes: Axes, place: np.ndarray, colors: np.ndarray) -> None:
    x, y = place.T
    axes.scatter(x, y, s=np.clip(2000 / len(place), 2, 10), c=colors, linewidths=0)
    axes.set(xticks=[], yticks=[], box_aspect=1, xlabel="t-SNE 1", ylabel="t-SNE 2")
    axes.spines[:].set(visible=True, color="0.8")


def _draw_agreement(axes: Axes, arrays: xr.Dataset) -> None:
    """A dot for each run, before the span of shuffled units."""
    stimulus = arrays["stimulus"].values
    names = arrays["statistic"].values.tolist()
    for place, name in enumerate(names):
        one = arrays.sel(statistic=name)
        for shown, x in places(place, stimulus).items():
            low, high = one["chance"].values[stimulus == shown].mean(axis=0)
            axes.plot([x, x], [low, high], color=GUIDE_COLOR, alpha=0.4, linewidth=6, zorder=0)
        plot_runs(axes, place, stimulus, one["agreement"].values, named=place == 0)
    axes.axhline(0, color=GUIDE_COLOR, linewidth=0.6, zorder=0)
    axes.set_xticks(range(len(names)), [STATISTICS[name] for name in names])
    axes.set(ylabel="Spearman correlation", xlim=(-0.5, len(names) - 0.5))
    heading(
        axes,
        f"Agreement of units with the {arrays.attrs['neighbours']} whose tokens are nearest",
        "dots: runs; dashes: mean; grey: 95 % of shuffled units",
    )
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=4)
