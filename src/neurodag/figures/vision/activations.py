"""What blocks make of behaviour (V1T paper, Figure A.3)."""

from collections.abc import Sequence

import numpy as np
import xarray as xr
from matplotlib.figure import Figure

from neurodag.errors import NeurodagError
from neurodag.figures.style import (
    COLUMN_WIDTH,
    GUIDE_COLOR,
    SERIES_COLORS,
    heading,
    new_figure,
    styled,
)
from neurodag.figures.vision.given import one_network, session_labels
from neurodag.sessions import PARTS
from neurodag.tables.vision.labels import row_label

EDGES = np.linspace(-1, 1, 101)
"""Of the bins, over all that a hyperbolic tangent can reach."""
TICKS = (-1, -0.5, 0, 0.5, 1)
OVERLAP = 1.1
"""Height of the highest distribution, in distances between blocks."""


def activations_arrays(maps: Sequence[xr.Dataset]) -> xr.Dataset:
    """Outputs of the behaviour module of each block in validation trials, of all sessions together.

    `density (block, activation)` between the values of `edge (edge)`, each trial and each output
    counted once; `mean` and `spread (block)`, the standard deviation.
    Raises NeurodagError if the maps are of several networks or of one without such modules.
    """
    session_labels(maps, None)
    model = one_network(maps)
    values = np.concatenate([_activations(each) for each in maps], axis=1)
    counts = np.stack([np.histogram(block, EDGES, density=True)[0] for block in values])
    output = {"long_name": "output of the behaviour module", "units": "1"}
    return xr.Dataset(
        {
            "density": (
                ("block", "activation"),
                counts,
                {"long_name": "density of outputs", "units": "1"},
            ),
            "mean": ("block", values.mean(axis=1), output),
            "spread": ("block", values.std(axis=1), output),
        },
        {
            "block": np.arange(1, len(values) + 1),
            "activation": ("activation", (EDGES[1:] + EDGES[:-1]) / 2, output),
            "edge": ("edge", EDGES, output),
        },
        {"title": row_label(model), "sessions": len(maps)},
    )


def _activations(maps: xr.Dataset) -> np.ndarray:
    """Outputs in validation trials, `(block, value)`."""
    if "behavior_activation" not in maps:
        raise NeurodagError(
            f"The attention maps of session {maps.attrs['session_id']} have no "
            "behavior_activation: the blocks of the network know of no behaviour; give maps of a "
            "network with behaviour modules."
        )
    chosen = maps["part"].values == PARTS.index("validation")
    if not chosen.any():
        raise NeurodagError(
            f"The attention maps of session {maps.attrs['session_id']} are of no validation "
            "trials; prepare the session with a share of validation trials above 0."
        )
    values = maps["behavior_activation"].transpose("block", "trial", "width").values[:, chosen]
    flat: np.ndarray = values.reshape(len(values), -1).astype(np.float64)
    return flat


@styled
def draw_activations(arrays: xr.Dataset) -> Figure:
    """A distribution for each block, of the outputs of its behaviour module, and its mean ± s.d."""
    edges = arrays["edge"].values
    blocks = arrays.sizes["block"]
    figure = new_figure(COLUMN_WIDTH, 1.0 + 0.5 * blocks)
    axes = figure.subplots()
    scale = OVERLAP / float(arrays["density"].max())
    for line, density in enumerate(arrays["density"].values):
        base = blocks - 1 - line
        height = base + scale * density
        color = SERIES_COLORS[line % len(SERIES_COLORS)]
        axes.stairs(height, edges, baseline=base, fill=True, color=color, alpha=0.45, zorder=line)
        axes.stairs(height, edges, baseline=base, color=color, linewidth=0.8, zorder=line)
        mean, spread = (arrays[name].values[line] for name in ("mean", "spread"))
        axes.errorbar(
            mean, base, xerr=spread, fmt="o", ms=2.5, color="black", lw=0.8, zorder=blocks
        )
    axes.axvline(0, color=GUIDE_COLOR, linewidth=0.6, zorder=-1)
    names = [
        f"Block {number}\ns.d. {spread:.2f}"
        for number, spread in zip(arrays["block"].values, arrays["spread"].values, strict=True)
    ]
    axes.set_yticks(range(blocks), names[::-1])
    axes.set(
        xlim=(-1, 1),
        xticks=TICKS,
        ylim=(-0.15, None),
        xlabel="Output of the behaviour module (after tanh)",
        ylabel="Density",
    )
    remark = f"from block to block: a density of {1 / scale:.2g}; dots, bars: mean ± s.d."
    heading(axes, f"{arrays.attrs['title']}: validation trials", remark)
    return figure
