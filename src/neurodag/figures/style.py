"""One look for all figures: sizes, fonts and colours."""

from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any, ParamSpec, TypeVar

import matplotlib as mpl
import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

COLUMN_WIDTH = 3.4
"""One column of a journal page, in inches."""
PAGE_WIDTH = 7.0
"""Both columns, in inches."""
TITLE_PAD = 4
"""Points between a panel and its title."""
HEADING_PAD = 12
"""The same with a line of remarks between them."""

RC_PARAMS: dict[Any, Any] = {
    "font.family": "DejaVu Sans",  # comes with matplotlib: the same on every machine
    "font.size": 7,
    "axes.titlesize": 7.5,
    "axes.labelsize": 7,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlepad": TITLE_PAD,
    "xtick.labelsize": 6.5,
    "ytick.labelsize": 6.5,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "legend.fontsize": 6.5,
    "legend.frameon": False,
    "lines.linewidth": 1.2,
    "lines.markersize": 3.5,
    "image.interpolation": "antialiased",
    "savefig.dpi": 300,
    "pdf.fonttype": 42,  # text stays text
    "svg.fonttype": "none",  # here, too
    "svg.hashsalt": "neurodag",  # the same names of parts, hence the same bytes, every time
}

# Okabe and Ito's palette, told apart by colour-blind readers, and a grey.
SCHEME_COLORS = {
    "temporal": "#0072B2",
    "random_token": "#7F7F7F",
    "neuron": "#56B4E9",
    "causal": "#009E73",
    "intra_region": "#CC79A7",
    "inter_region": "#000000",
    "mtm_unprompted": "#E69F00",
    "mtm_prompted": "#D55E00",
}
SCHEME_MARKERS = {
    "temporal": "o",
    "random_token": "h",
    "neuron": "v",
    "causal": "^",
    "intra_region": "D",
    "inter_region": "s",
    "mtm_unprompted": "P",
    "mtm_prompted": "X",
}
SERIES_COLORS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]
"""For things that are no scheme, such as datasets."""
SERIES_MARKERS = "osD^vPXhp<>"
"""Beside these colours; as their number has no factor in common with that of the colours, 77 things
in a row have looks of their own."""
GUIDE_COLOR = "0.55"
"""Of identity lines, zero lines and event marks."""


def series_looks() -> Iterator[dict[str, Any]]:
    """Colour and marker of one thing after the other, without end."""
    for color, marker in zip(cycle(SERIES_COLORS), cycle(SERIES_MARKERS)):
        yield {"color": color, "marker": marker}


def styled(draw: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Decorates a function that draws: matplotlib has the style inside, and only there."""
    return mpl.rc_context(RC_PARAMS)(draw)


def new_figure(width: float, height: float, squares: bool = False) -> Figure:
    """A figure of that size in inches whose parts find their own room; `squares`: panels of
    `equal_axes`, which stay together."""
    return Figure(figsize=(width, height), layout="compressed" if squares else "constrained")


def letter(axes: Axes, text: str, pad: float = TITLE_PAD) -> None:
    """The panel letter, outside the upper left corner of the axes, `pad` points above as the title
    is: `HEADING_PAD` beside a `heading`."""
    axes.set_title(text, loc="left", ha="right", fontweight="bold", fontsize=9, pad=pad)


def say(axes: Axes, text: str, frame: bool = False) -> None:
    """An empty panel that says why it is empty; with `frame`, around it are its axes."""
    axes.text(0.5, 0.5, text, ha="center", va="center", color="0.35", transform=axes.transAxes)
    if frame:
        return
    axes.spines[:].set_visible(False)
    axes.tick_params(bottom=False, left=False, labelbottom=False, labelleft=False)


def heading(axes: Axes, title: str, remark: str) -> None:
    """The panel's title with a small grey line below it."""
    axes.set_title(title, pad=HEADING_PAD)
    axes.annotate(
        remark,
        (0.5, 1),
        xycoords="axes fraction",
        xytext=(0, 4),
        textcoords="offset points",
        ha="center",
        fontsize=6,
        color="0.35",
    )


def bars(value: xr.DataArray, low: xr.DataArray, high: xr.DataArray) -> np.ndarray:
    """What `errorbar` takes for an interval: lengths `(2, …)` below and above, 0 if unknown."""
    return np.nan_to_num([(value - low).values, (high - value).values])


def equal_axes(axes: Axes, low: float, high: float) -> None:
    """Both axes from `low` to `high`, square, with the identity line."""
    axes.plot([low, high], [low, high], color=GUIDE_COLOR, linewidth=0.8, zorder=0)
    axes.set(xlim=(low, high), ylim=(low, high))
    axes.set_box_aspect(1)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
