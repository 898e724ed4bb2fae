"""One look for all figures: sizes, fonts and colours."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

COLUMN_WIDTH = 3.4
"""One column of a journal page, in inches."""
PAGE_WIDTH = 7.0
"""Both columns, in inches."""

RC_PARAMS: dict[Any, Any] = {
    "font.family": "DejaVu Sans",  # comes with matplotlib: the same on every machine
    "font.size": 7,
    "axes.titlesize": 7.5,
    "axes.labelsize": 7,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlepad": 4,
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
GUIDE_COLOR = "0.55"
"""Of identity lines, zero lines and event marks."""


def styled(draw: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Decorates a function that draws: matplotlib has the style inside, and only there."""
    return mpl.rc_context(RC_PARAMS)(draw)


def new_figure(width: float, height: float) -> Figure:
    """A figure of that size in inches whose parts find their own room."""
    return Figure(figsize=(width, height), layout="constrained")


def letter(axes: Axes, text: str) -> None:
    """The panel letter, at the upper left corner outside the axes."""
    axes.set_title(text, loc="left", fontweight="bold", fontsize=9)


def say(axes: Axes, text: str) -> None:
    """An empty panel that says why it is empty."""
    axes.text(0.5, 0.5, text, ha="center", va="center", color="0.35", transform=axes.transAxes)
    axes.set(xticks=[], yticks=[])


def heading(axes: Axes, title: str, remark: str) -> None:
    """The panel's title with a small grey line below it."""
    axes.set_title(title, pad=12)
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


def equal_axes(axes: Axes, low: float, high: float) -> None:
    """Both axes from `low` to `high`, square, with the identity line."""
    axes.plot([low, high], [low, high], color=GUIDE_COLOR, linewidth=0.8, zorder=0)
    axes.set(xlim=(low, high), ylim=(low, high))
    axes.set_box_aspect(1)
    axes.locator_params(nbins=5)
