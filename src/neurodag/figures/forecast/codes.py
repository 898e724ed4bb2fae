"""The codebook in a plane, and what codes depend on (QuantFormer paper, Figure A-9)."""

from collections.abc import Sequence

import numpy as np
import xarray as xr
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import ListedColormap, LogNorm
from matplotlib.figure import Figure, SubFigure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter
from matplotlib.typing import ColorType

from neurodag.errors import NeurodagError
from neurodag.figures.style import GUIDE_COLOR, PAGE_WIDTH, heading, letter, new_figure, styled

CONTEXTS = 6
"""Bursts that are shown."""
WIDTH, HEIGHT = 0.08, 0.14
"""Of patterns, as shares of the map's; the height is that of the highest pattern."""
COLORS = ListedColormap(colormaps["viridis_r"](np.linspace(0.25, 1, 256)))
"""Without the brightest, which lines would not show."""
UNUSED = "0.8"
MARK = "#D55E00"
HALO = [withStroke(linewidth=1.5, foreground="white")]
"""Of numbers, over lines."""

Colors = Sequence[ColorType]
"""Of the codes."""


def codes_arrays(codes: xr.Dataset, reconstructions: Sequence[xr.Dataset]) -> xr.Dataset:
    """Those of `codes`, and `share (code)` of the patches of active observations.

    `reconstructions`: maps by the same network, whose observations count.
    Raises NeurodagError if the maps are of several networks, or if no observation is active.
    """
    networks = {(each.attrs["network"], each.attrs["seed"]) for each in (codes, *reconstructions)}
    if len(networks) > 1:
        listed = ", ".join(f"{name} (seed {seed})" for name, seed in sorted(networks))
        raise NeurodagError(
            f"The maps are of several networks, {listed}; give codes and reconstructions of one."
        )
    counts = [each["patches"].sel(activity="active", drop=True) for each in reconstructions]
    patches = xr.concat(counts, "session").sum("session")
    if not patches.any():
        raise NeurodagError(
            f"In the reconstructions by {codes.attrs['network']} no observation is active, so that "
            "nothing tells how often codes are used; give some of other sessions."
        )
    share = patches / patches.sum()
    return codes.assign(share=share.assign_attrs(long_name="share of active patches", units="1"))


@styled
def draw_codes(arrays: xr.Dataset) -> Figure:
    """The pattern of each code at its place by t-SNE, on one scale (a) and on its own (b).

    Below (c), signals of one code all along but at the onset, where another is: contexts with low
    to high patterns; and that patch alone, in the context of every code. Colours tell how often
    codes are used in active observations.
    """
    figure = new_figure(PAGE_WIDTH, 5.8)
    (above,), (below,) = figure.subfigures(2, 1, squeeze=False, height_ratios=(3, 2.4))
    share = arrays["share"].values
    norm = LogNorm(share[share > 0].min(), share.max())
    colors = [COLORS(norm(each)) if each > 0 else UNUSED for each in share]
    maps = above.subplots(1, 2)
    _draw_maps(maps, arrays, colors)
    bar = above.colorbar(ScalarMappable(norm, COLORS), ax=maps, aspect=30, pad=0.01)
    bar.ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    bar.ax.yaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:.3g}"))
    bar.ax.yaxis.set_minor_formatter(NullFormatter())
    bar.set_label("Share of active patches (%; grey: none)")
    _draw_contexts(below, arrays, colors)
    return figure


def _draw_maps(maps: Sequence[Axes], arrays: xr.Dataset, colors: Colors) -> None:
    pattern = arrays["pattern"].values
    place = arrays["place"].values
    x, y = place.T
    axes, own = maps
    axes.hlines(y, x - WIDTH / 2 * np.ptp(x), x + WIDTH / 2 * np.ptp(x), GUIDE_COLOR, lw=0.4)
    _draw_patterns(axes, arrays, HEIGHT * pattern / np.abs(pattern).max(), colors)
    _draw_patterns(own, arrays, WIDTH * (scaled(pattern) - 0.5), colors)
    axes.set_title(f"Patterns of the codes, over {arrays['pattern'].attrs['long_name']} = 0")
    own.set_title("The same, each on its own scale")
    explained = arrays.attrs["height_explained"]
    for each, name in zip(maps, "ab", strict=True):
        letter(each, name)
        each.set(xticks=[], yticks=[], ylabel="t-SNE")
        each.set_xlabel(f"t-SNE, turned along the patterns' height (R² {explained:.2f})")


def _draw_patterns(axes: Axes, arrays: xr.Dataset, height: np.ndarray, colors: Colors) -> None:
    """Patterns at their places; `height (code, frame)` as a share of the map's."""
    place = arrays["place"].values
    wide, tall = np.ptp(place, axis=0)
    across = wide * WIDTH * np.linspace(-0.5, 0.5, height.shape[1])
    for code, (x, y) in enumerate(place):
        axes.plot(x + across, y + tall * height[code], color=colors[code], linewidth=0.9)
        axes.annotate(
            str(code),
            (x + across[0], y),
            xytext=(-1, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=6,
            color="0.2",
            path_effects=HALO,
        )


def _draw_contexts(figure: SubFigure, arrays: xr.Dataset, colors: Colors) -> None:
    """Some bursts, and the patch at the onset in all of them."""
    panels = figure.subplot_mosaic(
        [["0", "1", "2", "all"], ["3", "4", "5", "all"]], width_ratios=(1, 1, 1, 1.2)
    )
    every = panels.pop("all")
    replaced, onset = arrays.attrs["replaced"], arrays.attrs["onset"]
    rate, patch = arrays.attrs["frame_rate_hz"], arrays.attrs["patch"]
    sequence, quantity = arrays["sequence"].values, arrays["sequence"].attrs["long_name"]
    time = (np.arange(sequence.shape[1]) - onset) / rate
    letter(panels["0"], "c")
    contexts = chosen_contexts(arrays)
    for axes in list(panels.values())[len(contexts) :]:
        axes.set_axis_off()
    for axes, context in zip(panels.values(), contexts, strict=False):
        axes.plot(time, sequence[context], color=colors[context], linewidth=0.9)
        for edge in (0, patch / rate):
            axes.axvline(edge, color=MARK, linewidth=0.6, linestyle="--")
        axes.set_title(f"Code {replaced} among code {context}", fontsize=6.5)
        axes.set(xlim=(time[0], time[-1]), ylim=_limits(sequence))
        axes.set(xlabel="Time (s)", ylabel=quantity)
        axes.label_outer()
    inside = slice(onset, onset + patch)
    for context, color in enumerate(colors):
        every.plot(time[inside], sequence[context, inside], color=color, linewidth=0.6)
    sources = ["code", "context", "both"]
    of_code, of_context, of_both = arrays["variance_share"].sel(source=sources).values
    shares = f"code {of_code:.0%}, context {of_context:.0%}, both {of_both:.0%}"
    heading(every, f"Code {replaced} among each code", f"variance: {shares}")
    every.set(xlabel="Time (s)", ylabel=quantity)


def _limits(values: np.ndarray) -> tuple[float, float]:
    margin = 0.05 * np.ptp(values)
    return values.min() - margin, values.max() + margin


def chosen_contexts(arrays: xr.Dataset) -> np.ndarray:
    """Some of the other codes in use, from the lowest pattern to the highest, `(context,)`."""
    used = np.flatnonzero(arrays["share"].values > 0)
    used = used[used != arrays.attrs["replaced"]]
    ranked = used[arrays["pattern"].mean("patch_frame").values[used].argsort()]
    number = min(CONTEXTS, len(ranked))
    return ranked[np.linspace(0, len(ranked) - 1, number).round().astype(int)]


def scaled(pattern: np.ndarray) -> np.ndarray:
    """Each `(code, frame)` from 0 to 1."""
    low, span = pattern.min(axis=1, keepdims=True), np.ptp(pattern, axis=1, keepdims=True)
    return (pattern - low) / np.where(span > 0, span, 1)
