"""How figures order and colour stimuli, and show runs of several."""

from collections.abc import Iterable
from itertools import cycle

import numpy as np
from matplotlib.axes import Axes

from neurodag.config.archives.allen import STIMULI
from neurodag.figures.style import SERIES_COLORS
from neurodag.tables.forecast.labels import stimulus_label

SPREAD = 0.8
"""Width that the runs at one place take, where places are 1 apart."""


def in_order(names: Iterable[str]) -> list[str]:
    """Each once: those of the paper in its order, then others by their names."""
    found = set(names)
    known: list[str] = [name for name in STIMULI if name in found]
    return known + sorted(found - set(known))


def stimulus_colors(names: Iterable[str]) -> dict[str, str]:
    """A colour for each, in order; those of the paper have the same in every figure."""
    shown = in_order(names)
    of_paper: dict[str, str] = dict(zip(STIMULI, SERIES_COLORS, strict=False))
    taken = {of_paper.get(name) for name in shown}
    left = cycle(color for color in reversed(SERIES_COLORS) if color not in taken)
    return {name: of_paper[name] if name in of_paper else next(left) for name in shown}


def places(place: float, names: Iterable[str]) -> dict[str, float]:
    """Where each stimulus stands around `place`, side by side."""
    shown = in_order(names)
    offsets = (np.arange(len(shown)) + 0.5) / len(shown) - 0.5
    return {name: place + SPREAD * offset for name, offset in zip(shown, offsets, strict=True)}


def plot_runs(
    axes: Axes, place: float, stimulus: np.ndarray, values: np.ndarray, *, named: bool = False
) -> None:
    """A dot for each of some runs `(run,)` around `place`, side by side by `stimulus (run,)`.

    A dash is their mean; NaN is not shown. `named`: for the legend.
    """
    colors, half = stimulus_colors(stimulus), min(0.4 * SPREAD / len(set(stimulus)), 0.1)
    for name, x in places(place, stimulus).items():
        mine = values[(stimulus == name) & np.isfinite(values)]
        label = stimulus_label(name) if named else None
        axes.plot(np.full(len(mine), x), mine, "o", color=colors[name], alpha=0.5, mew=0)
        axes.plot([], [], "o", color=colors[name], mew=0, label=label)
        if len(mine):
            axes.hlines(mine.mean(), x - half, x + half, color=colors[name])
