"""Where a network looks in single trials (V1T paper, Figures 2C, 2D and A.4)."""

from collections.abc import Sequence

import numpy as np
import xarray as xr
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Colormap, ListedColormap, Normalize
from matplotlib.figure import Figure

from neurodag.errors import NeurodagError
from neurodag.figures.style import PAGE_WIDTH, new_figure, styled
from neurodag.figures.vision.given import evenly, one_network, session_labels
from neurodag.sessions import PARTS
from neurodag.tables.vision.labels import row_label

SHOWN = ("validation", "test")
STATES = {
    "pupil_dilation": "pupil dilation",
    "pupil_dilation_derivative": "its derivative",
    "pupil_center_x": "pupil centre x",
    "pupil_center_y": "pupil centre y",
    "running_speed": "running speed",
}
"""Behaviour below a picture, in the paper's order."""
IN_A_LINE = 3
"""Of these, in the first of two lines."""
ALONE = colormaps["plasma"]
OVER_PICTURES = ListedColormap(ALONE(np.arange(256), alpha=np.linspace(0, 0.85, 256)))
"""The higher the attention, the less of the picture shines through."""


def attention_arrays(
    maps: Sequence[xr.Dataset],
    trials: int = 3,
    labels: Sequence[str] | None = None,
    *,
    pictures: bool = True,
) -> xr.Dataset:
    """Of each session, so many `trials` of validation, then of test.

    Validation trials are spread evenly over the session; test trials, over those of the picture
    that was shown most often, so that only the behaviour differs.

    `attention` and, with `pictures`, which may not be one's own to publish, `picture`
    `(session, part, shown, y, x)`; `trial (session, part, shown)`; and, where it was recorded,
    `behavior (session, part, shown, behavior_variable)`.
    Raises NeurodagError if the maps are of several networks or sizes, or if there are too few
    trials.
    """
    names = session_labels(maps, labels)
    model = one_network(maps)
    sizes = {(each.sizes["y"], each.sizes["x"]) for each in maps}
    if len(sizes) > 1:
        raise NeurodagError(
            "The attention maps differ in size: "
            + ", ".join(f"{height} × {width} px" for height, width in sorted(sizes))
            + "; draw each size apart."
        )
    arrays = xr.concat([_chosen(each, trials) for each in maps], "session", join="outer")
    arrays = arrays.assign_coords(session=names, part=list(SHOWN))
    arrays.attrs = {"title": f"Attention of {row_label(model)}"}
    if not pictures:
        arrays = arrays.drop_vars("picture")
    return arrays


def _chosen(maps: xr.Dataset, number: int) -> xr.Dataset:
    """What is shown of a session, `(part, shown, …)`."""
    item = xr.DataArray(
        [_items(maps, part, number) for part in SHOWN], dims=("part", "shown"), name="item"
    )
    names = [each for each in STATES if each in maps.get("behavior_variable", ())]
    image = maps["image_index"].values[item.values]
    chosen = xr.Dataset(
        {
            "attention": maps["attention"].drop_vars("trial").isel(trial=item),
            "picture": (
                ("part", "shown", "y", "x"),
                maps["picture"].mean("channel").values[image],
                maps["picture"].attrs,
            ),
            "trial": (("part", "shown"), maps["trial"].values[item.values]),
        }
    )
    if not names:
        return chosen
    behavior = maps["behavior"].sel(behavior_variable=names)
    return chosen.assign(
        behavior=(
            ("part", "shown", "behavior_variable"),
            behavior.transpose("trial", ...).values[item.values],
        ),
        behavior_variable=names,
    )


def _items(maps: xr.Dataset, part: str, number: int) -> np.ndarray:
    """Positions of the shown trials along `trial`, `(shown,)`."""
    items = np.flatnonzero(maps["part"].values == PARTS.index(part))
    if part == "test" and len(items):
        image = maps["image_index"].values[items]
        same = items[image == np.bincount(image).argmax()]
        items = same if len(same) >= number else items
    if len(items) < number:
        raise NeurodagError(
            f"The attention maps of session {maps.attrs['session_id']} are of {len(items)} {part} "
            f"trials, fewer than the {number} to be shown; show fewer."
        )
    return evenly(items, number)


@styled
def draw_attention(arrays: xr.Dataset) -> Figure:
    """A row for each session: attention over the pictures, or alone where there are none.

    Below each stands the behaviour as recorded.
    """
    sessions, shown = arrays.sizes["session"], arrays.sizes["shown"]
    columns = len(SHOWN) * shown
    states = arrays.get("behavior_variable", xr.DataArray([])).values
    height = (PAGE_WIDTH - 1) / columns * arrays.sizes["y"] / arrays.sizes["x"]
    below = 0.4 if len(states) else 0.12
    figure = new_figure(PAGE_WIDTH, 0.6 + sessions * (height + below))
    figure.set_layout_engine("compressed")
    grid = figure.subplots(sessions, columns, squeeze=False)
    colors = OVER_PICTURES if "picture" in arrays else ALONE
    for place, (row, name) in enumerate(zip(grid, arrays["session"].values, strict=True)):
        for column, axes in enumerate(row):
            panel = arrays.isel(session=place, part=column // shown, shown=column % shown)
            _panel(axes, panel, colors)
        row[0].set_ylabel(str(name))
    for column, part in enumerate(SHOWN):
        grid[0, column * shown].set_title(f"{part.capitalize()} trials", loc="left")
    bar = figure.colorbar(
        ScalarMappable(Normalize(0, 1), colors), ax=grid[: min(sessions, 2)], aspect=25, pad=0.01
    )
    bar.set_label("Attention (normalised)")
    figure.suptitle(arrays.attrs["title"], fontsize=8)
    if len(states):
        listed = ", ".join(STATES[each] for each in states)
        figure.supxlabel(f"Below each: {listed}, as recorded", fontsize=6.5)
    return figure


def _panel(axes: Axes, panel: xr.Dataset, colors: Colormap) -> None:
    if "picture" in panel:
        low, high = np.percentile(panel["picture"].values, (1, 99))
        axes.imshow(panel["picture"].values, cmap="gray", vmin=low, vmax=high)
    axes.imshow(panel["attention"].values, cmap=colors, vmin=0, vmax=1)
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set_visible(False)
    if "behavior" in panel and panel["behavior"].notnull().all():
        told = [_brief(each) for each in panel["behavior"].values]
        lines = told[:IN_A_LINE], told[IN_A_LINE:]
        axes.set_xlabel("\n".join(", ".join(line) for line in lines if line), fontsize=6)


def _brief(value: float) -> str:
    """To two digits, or to the whole number."""
    digits = 0 if abs(value) >= 10 else 1 if abs(value) >= 1 else 2
    return f"{value:.{digits}f}".replace("-", "\N{MINUS SIGN}")
