"""Signals that went through codes, and the codes (QuantFormer paper, Figures A-6 and A-7)."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from neurodag.errors import NeurodagError
from neurodag.figures.forecast.stimuli import stimulus_label
from neurodag.figures.style import COLUMN_WIDTH, GUIDE_COLOR, PAGE_WIDTH, letter, new_figure, styled
from neurodag.tables.forecast.labels import row_label

SEEN, MADE, INACTIVE = "#0072B2", "#D55E00", "0.6"
"""Signals as recorded and through codes: blue and orange, as in the paper."""


def reconstructions_arrays(
    maps: Sequence[xr.Dataset], examples: int, labels: Sequence[str] | None = None
) -> xr.Dataset:
    """Observations through the codes of networks, and how often each uses its codes.

    `maps`: those of `interpret.forecast.reconstructions`, of networks on the same sessions, of
    which examples are taken in turn. `labels`: of the networks, in the order of `maps`.

    `signal (example, frame)`; `reconstruction (network, example, frame)` and `example_code`
    `(network, example, patch)`; `share (network, activity, rank)`, of the patches that have a code,
    the most frequent in active observations first; `explained`, `used` and `perplexity`
    `(network, activity)`.
    Raises NeurodagError if networks saw different observations, or if there are too few examples.
    """
    networks = list(dict.fromkeys(str(each.attrs["network"]) for each in maps))
    names = networks if labels is None else list(labels)
    if len(names) != len(networks):
        raise NeurodagError(
            f"There are {len(names)} labels for {len(networks)} networks, {', '.join(networks)}; "
            "give one for each, or none."
        )
    groups = [[each for each in maps if each.attrs["network"] == name] for name in networks]
    shown = [in_turn(group, examples) for group in groups]
    for other in shown[1:]:
        if not shown[0]["signal"].equals(other["signal"]):
            raise NeurodagError(
                f"The reconstructions by {' and '.join(networks)} are of different observations; "
                "give maps of the same sessions, stimuli and windows, in the same order."
            )
    network = pd.Index(names, name="network")
    parts = [xr.concat([one.drop_vars("signal") for one in shown], network)]
    parts += [xr.concat([use(group) for group in groups], network), shown[0][["signal"]]]
    arrays = xr.merge(parts, compat="no_conflicts", join="outer")
    return arrays.assign_attrs(patch=maps[0].attrs["patch"], sessions=len(groups[0]))


def in_turn(maps: Sequence[xr.Dataset], number: int) -> xr.Dataset:
    """So many examples: the first of each map, then the second of each."""
    every = [
        each[["signal", "reconstruction", "example_code"]]
        .isel(example=[place])
        .assign_coords(
            {name: ("example", [each.attrs[name]]) for name in ("session_id", "stimulus")}
        )
        for place in range(max(each.sizes["example"] for each in maps))
        for each in maps
        if place < each.sizes["example"]
    ]
    if len(every) < number:
        raise NeurodagError(
            f"The reconstructions have {len(every)} examples, fewer than the {number} to be shown; "
            "show fewer."
        )
    return xr.concat(every[:number], "example", join="exact")


def use(maps: Sequence[xr.Dataset]) -> xr.Dataset:
    """How often each code is used, and what goes through codes, over the sessions of a network."""
    together = xr.concat(
        [each[["observations", "squared_error", "variance", "patches"]] for each in maps], "session"
    )
    patches = together["patches"].sum("session")
    share = patches / patches.sum("code")
    weighted = together[["squared_error", "variance"]].weighted(together["observations"])
    mean = weighted.mean("session")
    logarithm = np.log(share.where(share > 0))
    order = np.argsort(-share.sel(activity="active").values, kind="stable")
    return xr.Dataset(
        {
            "share": share.isel(code=order).drop_vars("code").rename(code="rank"),
            "explained": 1 - mean["squared_error"] / mean["variance"],
            "used": (patches > 0).sum("code"),
            "perplexity": np.exp(-(share * logarithm).sum("code")),
        }
    )


@styled
def draw_reconstructions(arrays: xr.Dataset) -> Figure:
    """A column for each network: observations through its codes, and how often it uses each."""
    networks, rows = arrays.sizes["network"], arrays.sizes["example"]
    figure = new_figure(min(COLUMN_WIDTH * networks, PAGE_WIDTH), 2.4 + 0.75 * rows)
    heights = [1.0] * rows + [1.8]
    grid = figure.subplots(rows + 1, networks, squeeze=False, height_ratios=heights)
    *signals, bars = grid
    letter(signals[0][0], "a")
    letter(bars[0], "b")
    for column, name in enumerate(arrays["network"].values):
        network = arrays.sel(network=name)
        for place, row in enumerate(signals):
            row[column].sharey(row[0])
            row[column].tick_params(labelbottom=row is signals[-1], labelleft=not column)
            _draw_example(row[column], network.isel(example=place), arrays.attrs["patch"])
        signals[-1][column].set_xlabel("Time from stimulus onset (s)")
        explained = float(network["explained"].sel(activity="active"))
        told = "not known" if np.isnan(explained) else f"{explained:z.2f}"
        told = told.replace("-", "\N{MINUS SIGN}")
        signals[0][column].set_title(f"{row_label(name)}\nR² of active observations {told}", pad=12)
        bars[column].sharey(bars[0])
        bars[column].tick_params(labelleft=not column)
        _draw_use(bars[column], network)
    quantity = arrays["signal"].attrs["long_name"]
    for row, stimulus in zip(signals, arrays["stimulus"].values, strict=True):
        row[0].set_ylabel("\n".join([*stimulus_label(stimulus).split(), quantity]))
    bars[0].set_ylabel("Share of patches")
    figure.align_ylabels(grid[:, 0])
    lines = signals[0][0].get_legend_handles_labels()
    figure.legend(*lines, loc="outside upper center", ncols=2)
    return figure


def _draw_example(axes: Axes, example: xr.Dataset, patch: int) -> None:
    time = example["time"].values
    axes.axvline(0, color=GUIDE_COLOR, linewidth=0.6, linestyle=":")
    for name, color, label in (
        ("signal", SEEN, "Recorded"),
        ("reconstruction", MADE, "Through codes"),
    ):
        axes.plot(time, example[name].values, color=color, linewidth=0.8, label=label)
    middles = time.reshape(-1, patch).mean(axis=1)
    for middle, code in zip(middles, example["example_code"].values, strict=True):
        axes.annotate(
            str(int(code)),
            (middle, 1),
            xycoords=axes.get_xaxis_transform(),
            ha="center",
            va="bottom",
            fontsize=6,
            color="0.2",
        )
    axes.margins(x=0)
    axes.locator_params(axis="y", nbins=4)


def _draw_use(axes: Axes, network: xr.Dataset) -> None:
    """Bars side by side for each code, of active and of inactive observations."""
    rank = np.arange(1, network.sizes["rank"] + 1)
    for name, color, place in (("active", MADE, -0.2), ("inactive", INACTIVE, 0.2)):
        mine = network.sel(activity=name)
        used, perplexity = int(mine["used"]), float(mine["perplexity"])
        label = f"{name.capitalize()}: {used} codes used, perplexity {perplexity:.1f}"
        axes.bar(rank + place, mine["share"].values, width=0.4, color=color, label=label)
    axes.set(xlabel="Rank of the code in active observations", xlim=(0.4, len(rank) + 0.6))
    axes.legend(loc="upper right")
