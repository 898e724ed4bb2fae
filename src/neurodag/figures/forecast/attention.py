"""What decides whether a unit will be active, by stimulus (QuantFormer paper, Figure A-8)."""

from collections.abc import Sequence

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from neurodag.errors import NeurodagError
from neurodag.figures.forecast.given import check_runs
from neurodag.figures.forecast.stimuli import in_order, plot_runs
from neurodag.figures.style import GUIDE_COLOR, PAGE_WIDTH, heading, letter, new_figure, say, styled
from neurodag.tables.forecast.labels import stimulus_label

TOKEN_AXIS = "Token; patches by their first frame (s from the onset)"
LIGHT_ABOVE = 0.6
"""Share of the colour scale above which numbers are white."""


def forecast_attention_arrays(maps: Sequence[xr.Dataset]) -> xr.Dataset:
    """Shares of tokens in the attention of [CLS], and what activity changes.

    `maps`: of `map_forecast_attention`, each of one run of one method.

    `share (run, token)` is the mean over the run's test observations; `difference (run, token)`,
    active less inactive observations of the same unit, the mean over units that have both (NaN if
    none has); and `mean_share (shown, token)` that of each stimulus over runs.
    Raises NeurodagError if the maps are of several methods, differ in tokens or in how heads were
    joined, or repeat a run.
    """
    runs = check_runs(maps, "heads")
    _check_tokens(maps)
    share = {"long_name": "share of the attention of [CLS]", "units": "1"}
    arrays = xr.Dataset(
        {
            "share": (("run", "token"), np.stack([_share(each) for each in maps]), share),
            "difference": (("run", "token"), np.stack([_difference(each) for each in maps]), share),
        },
        {"token": maps[0]["token"], "start_s": maps[0]["start_s"], **runs},
        {"method": maps[0].attrs["method"], "heads": maps[0].attrs["heads"]},
    )
    order = in_order(arrays["stimulus"].values.tolist())
    mean = [arrays["share"][arrays["stimulus"].values == name].mean("run") for name in order]
    arrays["mean_share"] = ("shown", "token"), np.stack(mean), share
    return arrays.assign_coords(shown=order)


def _check_tokens(maps: Sequence[xr.Dataset]) -> None:
    found = {(*each["token"].values, each["start_s"].values[-1]) for each in maps}
    if len(found) > 1:
        raise NeurodagError(
            "The attention maps differ in their tokens, as the networks do in windows, patches or "
            "prompts; draw those of each apart."
        )


def _share(map_: xr.Dataset) -> np.ndarray:
    """The mean over all observations, `(token,)`."""
    number = map_["observations"]
    return (map_["share"] * number).sum(("active", "unit")).values / number.sum().item()


def _difference(map_: xr.Dataset) -> np.ndarray:
    """Active less inactive observations of the same unit, `(token,)`; NaN if no unit has both."""
    inactive, active = map_["share"].sel(active=[0, 1]).transpose("active", "unit", "token").values
    both = np.isfinite(active - inactive).all(axis=1)
    if not both.any():
        return np.full(active.shape[1], np.nan)
    return (active - inactive)[both].mean(axis=0)


@styled
def draw_forecast_attention(arrays: xr.Dataset) -> Figure:
    """Shares of tokens (a), of prompts and all patches (b), and what activity changes (c)."""
    figure = new_figure(PAGE_WIDTH, 4.1)
    grid = figure.add_gridspec(2, 2, width_ratios=(1.7, 1))
    shares, groups = figure.add_subplot(grid[0, 0]), figure.add_subplot(grid[:, 1])
    changes = figure.add_subplot(grid[1, 0], sharex=shares)
    for axes, text in ((shares, "a"), (groups, "b"), (changes, "c")):
        letter(axes, text)
    _draw_shares(shares, arrays)
    _draw_groups(groups, arrays)
    _draw_differences(changes, arrays)
    lines = groups.get_legend_handles_labels()
    figure.legend(*lines, loc="outside lower center", ncols=min(len(lines[0]), 5))
    return figure


def _draw_shares(axes: Axes, arrays: xr.Dataset) -> None:
    """A number for each stimulus and token, and a colour for each token but [CLS]."""
    mean = 100 * arrays["mean_share"].transpose("shown", "token").values
    highest = max(mean[:, 1:].max(), 2 * 100 / mean.shape[1])  # twice what all alike would have
    colored = np.where(np.arange(mean.shape[1]) > 0, mean, np.nan)
    axes.imshow(colored, cmap="Blues", vmin=0, vmax=highest, aspect="auto")
    for (row, column), value in np.ndenumerate(mean):
        color = "0.35" if not column else "white" if value > LIGHT_ABOVE * highest else "black"
        axes.text(column, row, f"{value:.1f}", ha="center", va="center", fontsize=6, color=color)
    names = arrays["shown"].values
    axes.set_yticks(range(len(names)), [stimulus_label(name) for name in names])
    axes.set_xticks(range(arrays.sizes["token"]), _token_labels(arrays))
    axes.tick_params(length=0)
    axes.tick_params(axis="x", labelsize=6)
    axes.spines[:].set_visible(False)
    heading(axes, "Attention of [CLS] (%)", "rollout, mean over test observations and runs")


def _token_labels(arrays: xr.Dataset) -> list[str]:
    """Names of prompts, and when patches begin."""
    return [
        str(name) if np.isnan(start) else f"{start:.1f}".replace("-", "\N{MINUS SIGN}")
        for name, start in zip(arrays["token"].values, arrays["start_s"].values, strict=True)
    ]


def _draw_groups(axes: Axes, arrays: xr.Dataset) -> None:
    """A dot for each run: the prompts, and all patches together."""
    patch = arrays["start_s"].notnull().values
    share = arrays["share"]
    parts = {
        str(name): (share.sel(token=name), 1) for name in share["token"].values[~patch][1:]
    } | {"All patches": (share[:, patch].sum("token"), patch.sum())}
    stimulus = arrays["stimulus"].values
    for place, (values, tokens) in enumerate(parts.values()):
        plot_runs(axes, place, stimulus, 100 * values.values, named=place == 0)
        even = 100 * tokens / arrays.sizes["token"]
        axes.hlines(even, place - 0.45, place + 0.45, color=GUIDE_COLOR, linestyle=":", zorder=0)
    axes.set_xticks(range(len(parts)), list(parts))
    axes.set(ylabel="Attention of [CLS] (%)", xlim=(-0.5, len(parts) - 0.5), ylim=(0, None))
    heading(axes, "Prompts and baseline", "dots: runs; dashes: mean; dotted: all tokens alike")


def _draw_differences(axes: Axes, arrays: xr.Dataset) -> None:
    """For each token, and a dot for each run: more or less where the unit is active."""
    if arrays["difference"].isnull().all():
        say(axes, "no unit is active in some test observations, and inactive in others")
        return
    stimulus = arrays["stimulus"].values
    for place, values in enumerate(100 * arrays["difference"].transpose("token", "run").values):
        plot_runs(axes, place, stimulus, values)
    axes.axhline(0, color=GUIDE_COLOR, linewidth=0.8, zorder=0)
    axes.tick_params(axis="x", labelsize=6)
    axes.set(ylabel="Difference (% points)", xlabel=TOKEN_AXIS)
    heading(axes, "Active less inactive observations", "of the same unit, mean over units")
