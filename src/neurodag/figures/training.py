"""How a run trained: its loss, the score that chose its weights, and the learning rate."""

import numpy as np
import xarray as xr
from matplotlib.figure import Figure

from neurodag.errors import NeurodagError
from neurodag.figures.style import COLUMN_WIDTH, GUIDE_COLOR, new_figure, styled

CURVES = {
    "train_loss": "Training loss",
    "validation_r2": "Validation R²",
    "learning_rate": "Learning rate",
}
FEW_EPOCHS = 30
"""Below this, every epoch has its marker."""


@styled
def draw_training(history: xr.Dataset) -> tuple[Figure, xr.Dataset]:
    """Three panels over epochs: training loss, validation R², learning rate.

    `history` has these variables over `(epoch)`, NaN in epochs without validation. A dotted line
    marks the epoch whose weights were kept: that of the highest validation R².

    Returns the figure and its arrays, the three curves.
    Raises NeurodagError if a curve is missing.
    """
    if missing := [name for name in CURVES if name not in history]:
        raise NeurodagError(
            f"The training history lacks {', '.join(missing)}; "
            f"it has {', '.join(map(str, history))}."
        )
    arrays = history[list(CURVES)].assign_coords(epoch=history["epoch"])
    figure = new_figure(COLUMN_WIDTH, 3.6)
    panels = figure.subplots(len(CURVES), 1, sharex=True)
    for axes, (name, label), color in zip(
        panels, CURVES.items(), ("#0072B2", "#D55E00", "#009E73"), strict=True
    ):
        curve = arrays[name].dropna("epoch")
        marker = "o" if curve.size < FEW_EPOCHS else ""
        axes.plot(curve["epoch"], curve, color=color, marker=marker)
        units = curve.attrs.get("units", "")
        axes.set_ylabel(f"{label}\n({units})" if units not in ("", "1") else label)
    panels[2].ticklabel_format(axis="y", style="sci", scilimits=(-2, 3), useMathText=True)
    panels[2].set_xlabel("Epoch")
    _mark_best(figure, arrays["validation_r2"])
    return figure, arrays


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
