"""Where units read the image, by where they lie in the cortex (V1T paper, Figure A.6)."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from neurodag.errors import NeurodagError
from neurodag.figures.style import PAGE_WIDTH, heading, letter, new_figure, styled
from neurodag.tables.vision.labels import row_label

CORNERS = np.array([[to_rgb("#6BAED6"), to_rgb("#FFE15A")], [to_rgb("#08306B"), to_rgb("#A63603")]])
"""Colours of the corners of the image `(y, x)`: blue to yellow across, light to dark down."""
SPAN = (1, 99)
"""Percentiles of the places between which the colours run."""
TICKS = (-1, -0.5, 0, 0.5, 1)


def readout_arrays(readout: xr.Dataset) -> xr.Dataset:
    """Those of `readout`, `color (unit, rgb)` of each unit by its place in the image, and `span`
    `(bound, image_axis)`, between which the colours run.

    Raises NeurodagError if the positions in the cortex are not known.
    """
    if "unit_position" not in readout:
        raise NeurodagError(
            f"The map of session {readout.attrs['session_id']} has no unit_position: where its "
            "units lie in the cortex was not recorded; draw sessions in which it was."
        )
    place = readout["place"].transpose("unit", "image_axis").values
    span = np.percentile(place, SPAN, axis=0)
    return readout.assign(
        color=(("unit", "rgb"), colors_of(place, span), {"units": "1"}),
        span=(("bound", "image_axis"), span, readout["place"].attrs),
    )


def colors_of(place: np.ndarray, span: np.ndarray) -> np.ndarray:
    """Colours `(…, rgb)` of `place` `(…, image axis)`, mixed from `CORNERS` at the ends of `span`.

    `span` `(bound, image axis)`; places beyond it have the colour of its edge.
    """
    low, high = span
    size = np.where(high > low, high - low, 1)
    x, y = np.moveaxis(np.clip((place - low) / size, 0, 1), -1, 0)[..., None]
    upper, lower = ((1 - x) * left + x * right for left, right in CORNERS)
    mixed: np.ndarray = (1 - y) * upper + y * lower
    return mixed


@styled
def draw_readout(arrays: xr.Dataset) -> Figure:
    """Units where they lie in the cortex (a), and where they read the image (b).

    Colours are those of the place in the image, in both.
    """
    figure = new_figure(PAGE_WIDTH, 2.8)
    cortex, image = figure.subplots(1, 2)
    for axes, name in ((cortex, "a"), (image, "b")):
        letter(axes, name)
        axes.set_anchor("N")
    position = arrays["unit_position"].transpose("unit", "cortical_axis").values
    size = np.clip(20000 / len(position), 3, 12)
    x, y = position.T
    cortex.scatter(x, y, s=size, c=arrays["color"].values, linewidths=0)
    cortex.set(xlabel="Cortical position x (µm)", ylabel="Cortical position y (µm)")
    cortex.set_aspect("equal")
    across, down = arrays["explained"].sel(image_axis=["x", "y"]).values
    explained = f"explained by a linear map: x {across:.0%}, y {down:.0%}"
    heading(cortex, f"{row_label(arrays.attrs['model'])}: units in the cortex", explained)
    _draw_image(image, arrays)
    return figure


def _draw_image(axes: Axes, arrays: xr.Dataset) -> None:
    """The colours over the image, and a dot for each unit."""
    pixels = np.stack(np.meshgrid(*2 * [np.linspace(-1, 1, 200)]), axis=-1)
    colors = colors_of(pixels, arrays["span"].values)
    axes.imshow(colors, extent=(-1, 1, 1, -1))
    place = arrays["place"].transpose("unit", "image_axis").values
    x, y = place.T
    size = np.clip(1500 / len(place), 1, 8)
    axes.scatter(x, y, s=size, color="black", alpha=0.6, linewidths=0)
    axes.set(
        xlabel="Horizontal place (−1: left edge, 1: right edge)",
        ylabel="Vertical place (−1: top, 1: bottom)",
        xticks=TICKS,
        yticks=TICKS,
    )
    axes.set(xlim=(-1, 1), ylim=(1, -1))
    axes.set_aspect(arrays.attrs["rows"] / arrays.attrs["columns"])
    heading(axes, "Where they read the image", "dots: units")
