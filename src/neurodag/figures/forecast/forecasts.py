"""Responses beside what methods forecast (QuantFormer paper, Figures 3 and A-2 to A-5)."""

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from neurodag.figures.forecast.shown import shown_examples
from neurodag.figures.forecast.stimuli import stimulus_label
from neurodag.figures.style import GUIDE_COLOR, PAGE_WIDTH, heading, new_figure, styled
from neurodag.metrics.forecasting import pearson
from neurodag.tables.forecast.labels import row_label

SEEN, FORECAST = "#0072B2", "#D55E00"


def forecasts_arrays(
    evaluations: Sequence[xr.Dataset], rows: Mapping[str, Sequence[str]], examples: int
) -> xr.Dataset:
    """So many `examples` of each stimulus, and what the methods named by `rows` forecast of them.

    What `shown_examples` has, and `correlation (row, example)` of forecast and response, NaN where
    one is constant. Raises NeurodagError where `shown_examples` does.
    """
    arrays = shown_examples(evaluations, rows, examples)
    response = arrays["recorded"].values[:, -arrays.sizes["frame_after"] :]
    correlation = [pearson(forecast, response) for forecast in arrays["forecast"].values]
    about = {"long_name": "correlation of forecast and response", "units": "1"}
    return arrays.assign(correlation=(("row", "example"), np.stack(correlation), about))


@styled
def draw_forecasts(arrays: xr.Dataset) -> Figure:
    """A column for each example, a row for each method.

    Bands reach from the lowest to the highest quantile of forecasts that are distributions.
    Forecasts that go far beyond what was recorded are cut off.
    """
    rows, columns = arrays.sizes["row"], arrays.sizes["example"]
    figure = new_figure(PAGE_WIDTH, 1.1 + 0.62 * rows)
    grid = figure.subplots(rows, columns, sharex=True, sharey="col", squeeze=False)
    for line, row in zip(grid, arrays["row"].values, strict=True):
        line[0].set_ylabel(row_label(row), rotation=0, ha="right", va="center")
        for place, axes in enumerate(line):
            _panel(axes, arrays.sel(row=row).isel(example=place))
    for place, axes in enumerate(grid[0]):
        example = arrays.isel(example=place)
        whose = f"{example['subject'].item()}, unit {example['unit'].item()}"
        heading(axes, stimulus_label(example["stimulus"].item()), whose)
        axes.set_ylim(_limits(example))
    figure.supxlabel("Time from stimulus onset (s)", fontsize=7)
    figure.supylabel(arrays["recorded"].attrs["long_name"], fontsize=7)
    lines: dict[str, Artist] = {}
    for axes in grid[:, 0]:
        handles, labels = axes.get_legend_handles_labels()
        lines |= dict(zip(labels, handles, strict=True))
    figure.legend(list(lines.values()), list(lines), loc="outside upper center", ncols=len(lines))
    return figure


def _panel(axes: Axes, panel: xr.Dataset) -> None:
    time, after = panel["time"].values, panel["time"].values[-panel.sizes["frame_after"] :]
    seen = f"Recorded {panel['recorded'].attrs['long_name']}"
    axes.axvline(0, color=GUIDE_COLOR, linewidth=0.6, linestyle=":")
    axes.plot(time, panel["recorded"].values, color=SEEN, linewidth=0.7, label=seen)
    if panel["low"].notnull().all():
        low, high = panel.attrs["band"]
        axes.fill_between(
            after,
            panel["low"].values,
            panel["high"].values,
            color=FORECAST,
            alpha=0.25,
            linewidth=0,
            label=f"Forecast, quantiles {low:g} to {high:g}",
        )
    axes.plot(after, panel["forecast"].values, color=FORECAST, linewidth=0.9, label="Forecast")
    correlation = float(panel["correlation"])
    told = "undefined" if np.isnan(correlation) else f"{correlation:z.2f}"
    axes.text(
        0.02,
        0.97,
        f"r {told}".replace("-", "\N{MINUS SIGN}"),
        transform=axes.transAxes,
        va="top",
        fontsize=6,
        color="0.2",
        bbox={"facecolor": "white", "alpha": 0.7, "linewidth": 0, "pad": 0.5},
    )
    axes.margins(x=0)
    axes.locator_params(axis="y", nbins=3)


def _limits(example: xr.Dataset) -> tuple[float, float]:
    """All that was recorded, and of forecasts and bands what is beyond by half its range."""
    recorded = example["recorded"].values
    made = np.stack([example[name].values for name in ("forecast", "low", "high")])
    span = np.ptp(recorded) / 2
    low = max(min(recorded.min(), np.nanmin(made)), recorded.min() - span)
    high = min(max(recorded.max(), np.nanmax(made)), recorded.max() + span)
    margin = 0.1 * (high - low)
    return low - margin, high + margin
