"""How well responses are predicted while the pupil is small or large (V1T paper, Figure A.5)."""

from collections.abc import Sequence

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from scipy.stats import gaussian_kde

from neurodag.errors import NeurodagError
from neurodag.figures.style import (
    COLUMN_WIDTH,
    GUIDE_COLOR,
    PAGE_WIDTH,
    heading,
    new_figure,
    styled,
)
from neurodag.figures.vision.given import one_network, session_labels
from neurodag.metrics.bootstrap import bootstrap_interval
from neurodag.simulate.seeding import generator
from neurodag.tables.vision.labels import row_label

PUPILS = ("small", "large")
COLORS = ("#56B4E9", "#E69F00")
QUARTILES = (0.25, 0.5, 0.75)
LINES = ("--", "-", "--")
"""Of the quartiles."""
HALF_WIDTH = 0.43
"""Of a violin at its widest, in distances between sessions."""


def pupil_arrays(
    evaluations: Sequence[xr.Dataset], labels: Sequence[str] | None = None
) -> xr.Dataset:
    """Correlations of units in trials of small and of large pupils, by session.

    `correlation (pupil, unit)` and `unit_session (unit)`, without units that lack one of the two;
    for each session `quartile (session, pupil, quantile)`, and `improvement (session)` and
    `improvement_interval (session, bound)`: how much larger, in per cent, the mean over units is
    while the pupil is large, with a 95 % interval by a bootstrap over units.
    Raises NeurodagError if the evaluations are of several networks or of one session twice, or if
    the pupil was not recorded.
    """
    names = session_labels(evaluations, labels)
    model = one_network(evaluations)
    units = [_correlations(each) for each in evaluations]
    percent = {"units": "%", "long_name": "mean correlation of large over that of small pupils"}
    about = {"units": "1", "long_name": "single-trial correlation"}
    return xr.Dataset(
        {
            "correlation": (("pupil", "unit"), np.concatenate(units, axis=1), about),
            "unit_session": ("unit", np.repeat(names, [each.shape[1] for each in units])),
            "quartile": (
                ("session", "pupil", "quantile"),
                [np.quantile(each, QUARTILES, axis=1).T for each in units],
                about,
            ),
            "improvement": ("session", [float(_improvement(each)) for each in units], percent),
            "improvement_interval": (
                ("session", "bound"),
                [
                    bootstrap_interval([each], _improvement, generator(0, "pupil", name))
                    for name, each in zip(names, units, strict=True)
                ],
                percent,
            ),
        },
        {
            "session": names,
            "pupil": list(PUPILS),
            "quantile": list(QUARTILES),
            "bound": ["low", "high"],
        },
        {"title": f"{row_label(model)}: thirds of the test trials"},
    )


def _correlations(evaluation: xr.Dataset) -> np.ndarray:
    """Correlations `(pupil, unit)` of the units that have both."""
    both = [evaluation[f"correlation_{pupil}_pupil"] for pupil in PUPILS]
    values = np.stack([each.values for each in both])
    values = values[:, np.isfinite(values).all(axis=0)]
    if values.shape[1] < 2:
        status = both[0].attrs["status"]
        raise NeurodagError(
            f"The evaluation of session {evaluation.attrs['session_id']} has no "
            f"correlation_small_pupil and correlation_large_pupil of two units or more ({status}); "
            "leave the session out."
        )
    return values


def _improvement(correlation: np.ndarray) -> np.ndarray:
    """In per cent, from correlations `(pupil, …, unit)`."""
    small, large = correlation.mean(axis=-1)
    return np.asarray(100 * (large / small - 1))


@styled
def draw_pupil(arrays: xr.Dataset) -> Figure:
    """A violin for each session, small pupils on the left, with the improvement above it."""
    sessions = arrays.sizes["session"]
    figure = new_figure(min(PAGE_WIDTH, max(COLUMN_WIDTH, 0.6 + 0.62 * sessions)), 2.7)
    axes = figure.subplots()
    for place, name in enumerate(arrays["session"].values):
        mine = arrays["correlation"].values[:, arrays["unit_session"].values == name]
        _violin(axes, place, mine, arrays["quartile"].sel(session=name).values)
    low, high = arrays["correlation"].values.min(), arrays["correlation"].values.max()
    for place, (improvement, bounds) in enumerate(
        zip(arrays["improvement"].values, arrays["improvement_interval"].values, strict=True)
    ):
        text = f"{improvement:+.1f} %\n[{bounds[0]:.0f}, {bounds[1]:.0f}]"
        text = text.replace("-", "\N{MINUS SIGN}")
        axes.text(place, high + 0.03 * (high - low), text, ha="center", va="bottom", fontsize=6)
    axes.axhline(0, color=GUIDE_COLOR, linewidth=0.6, zorder=0)
    axes.set(
        ylim=(low - 0.03 * (high - low), high + 0.17 * (high - low)),
        xlabel="Session",
        ylabel="Single-trial correlation of units",
    )
    heading(axes, arrays.attrs["title"], "above: gain of the mean, 95 % interval over units")
    axes.set_xticks(range(sessions), arrays["session"].values)
    handles = [
        Patch(color=color, label=f"{pupil.capitalize()} pupil")
        for pupil, color in zip(PUPILS, COLORS, strict=True)
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=2)
    return figure


def _violin(axes: Axes, place: int, correlation: np.ndarray, quartile: np.ndarray) -> None:
    """Halves for small and large pupils, each with its quartiles."""
    heights = np.linspace(correlation.min(), correlation.max(), 200)
    density = np.stack([gaussian_kde(values)(heights) for values in correlation])
    widths = HALF_WIDTH * density / density.max(axis=1, keepdims=True)
    for width, marks, color, side in zip(widths, quartile, COLORS, (-1, 1), strict=True):
        axes.fill_betweenx(heights, place, place + side * width, color=color, linewidth=0)
        edges = place + side * np.interp(marks, heights, width)
        axes.hlines(marks, place, edges, color="black", linestyle=LINES, linewidth=0.7)
