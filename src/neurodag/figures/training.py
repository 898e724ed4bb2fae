"""How a run trained: its loss, the score that chose its weights, and the learning rate."""

import numpy as np
import xarray as xr
from matplotlib.figure import Figure

from neurodag.errors import NeurodagError
from neurodag.figures.style import (
    COLUMN_WIDTH,
    GUIDE_COLOR,
    SERIES_COLORS,
    letter,
    new_figure,
    styled,
)

SCORES = {
    "validation_r2": "Validation R²",
    "validation_correlation": "Validation correlation",
}
"""What chooses the weights of a run, by the kind of network."""
FEW_EPOCHS = 30
"""Below this, every epoch has its marker."""


def training_arrays(history: xr.Dataset) -> xr.Dataset:
    """The curves of a run over `(epoch)`: `train_loss`, one of `SCORES`, `learning_rate`.

    The score is NaN in epochs without validation. Raises NeurodagError if a curve is missing.
    """
    names = ("train_loss", _score(history), "learning_rate")
    if missing := [name for name in names if name not in history]:
        raise NeurodagError(
            f"The training history lacks {', '.join(missing)}; "
            f"it has {', '.join(map(str, history))}."
        )
    return history[[*names]].assign_coords(epoch=history["epoch"])


@styled
def draw_training(arrays: xr.Dataset) -> Figure:
    """Three panels over epochs: training loss, the score of validation trials, learning rate.

    A dotted line marks the epoch whose weights were kept: that of the highest score.
    """
    score = _score(arrays)
    curves = {
        "train_loss": "Training loss",
        score: SCORES[score],
        "learning_rate": "Learning rate",
    }
    figure = new_figure(COLUMN_WIDTH, 3.6)
    panels = figure.subplots(len(curves), 1, sharex=True)
    looks = zip("abc", SERIES_COLORS, strict=False)
    for axes, (name, label), (text, color) in zip(panels, curves.items(), looks, strict=True):
        curve = arrays[name].dropna("epoch")
        marker = "o" if curve.size < FEW_EPOCHS else ""
        axes.plot(curve["epoch"], curve, color=color, marker=marker)
        units = curve.attrs.get("units", "")
        axes.set_ylabel(f"{label}\n({units})" if units not in ("", "1") else label)
        letter(axes, text)
    panels[2].yaxis.set_major_formatter("{x:g}")
    panels[2].set_xlabel("Epoch")
    figure.align_ylabels()
    _mark_best(figure, arrays[score])
    return figure


def _score(curves: xr.Dataset) -> str:
    """Which score these curves have; the first where they have none."""
    return next((name for name in SCORES if name in curves), next(iter(SCORES)))


def _mark_best(figure: Figure, validation: xr.DataArray) -> None:
    if not np.isfinite(validation).any():
        return
    best = validation.idxmax("epoch").item()
    on_the_right = best > validation["epoch"].mean()
    for axes in figure.axes:
        axes.axvline(best, color=GUIDE_COLOR, linestyle=":", linewidth=0.9, zorder=0)
    figure.axes[0].annotate(
        f"kept: epoch {best:g}",
        (best, 1),
        xycoords=("data", "axes fraction"),
        xytext=(-3 if on_the_right else 3, -2),
        textcoords="offset points",
        ha="right" if on_the_right else "left",
        va="top",
        fontsize=6,
        color="0.35",
    )
