"""How wide receptive fields are, and how well they are found again (V1T paper, Figure 2B)."""

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd
import xarray as xr

from neurodag.tables.vision.labels import row_label
from neurodag.tables.wide import as_list, wide

WIDTHS = {"width_x": "Horizontal width (px)", "width_y": "Vertical width (px)"}
ERRORS = {
    "centre_error": "Centre error (px)",
    "near": "Below one pixel (%)",
    "size_ratio": "Size over the true one",
    "orientation_error": "Orientation error (°)",
}
"""Columns that need the truth."""


def field_table(maps: Iterable[xr.Dataset], published: pd.DataFrame | None = None) -> pd.DataFrame:
    """One line for each network (row) and measure (column), over the units whose fits count.

    `maps`: receptive fields of one network each. Widths are standard deviations of the Gaussians in
    pixels of the network, mean and `spread` over units. Where the truth is known, its errors
    follow: medians, and the share of units whose centre is less than a pixel of the session's
    images away. `units` count, of `all_units`.
    """
    table = pd.DataFrame([line for each in maps for line in _lines(each)])
    if published is None:
        return table.assign(published=np.nan, published_spread=np.nan)
    theirs = published.rename(columns={"value": "published", "spread": "published_spread"})
    return table.merge(theirs, how="left", on=["row", "column"], validate="one_to_one")


def field_markdown(table: pd.DataFrame, caption: str) -> str:
    """As people read it; a cell of a width reads `ours ± spread (paper ± spread)`."""
    lines = table.assign(
        row=table["row"].map(row_label), column=table["column"].replace(WIDTHS | ERRORS)
    )
    return "\n\n".join([caption, wide(lines, _cell), as_list(_notes(table))]) + "\n"


def _lines(fields: xr.Dataset) -> Iterator[dict[str, object]]:
    kept = fields.isel(unit=fields["kept"].values == 1)
    about = {
        "row": fields.attrs["model"],
        "units": kept.sizes["unit"],
        "all_units": fields.sizes["unit"],
    }
    for name in WIDTHS:
        width = kept[name].values
        yield about | {"column": name, "value": width.mean(), "spread": width.std(ddof=1)}
    if "centre_error" in kept:
        errors = {
            "centre_error": np.median(kept["centre_error"]),
            "near": 100 * (kept["centre_error"].values < 1).mean(),
            "size_ratio": np.median(kept["size_ratio"]),
            "orientation_error": np.degrees(np.median(kept["orientation_error"])),
        }
        for name, value in errors.items():
            yield about | {"column": name, "value": value, "spread": np.nan}


def _cell(line: pd.Series) -> str:
    ours, theirs = (
        f"{value:.2f}" + ("" if pd.isna(spread) else f" ± {spread:.2f}")
        for value, spread in (
            (line["value"], line["spread"]),
            (line["published"], line["published_spread"]),
        )
    )
    return ours if pd.isna(line["published"]) else f"{ours} ({theirs})"


def _notes(table: pd.DataFrame) -> Iterator[str]:
    yield "A width reads: ours ± standard deviation over units (paper ± standard deviation)."
    for row, lines in table.groupby("row", sort=False):
        counted, units = lines[["units", "all_units"]].iloc[0]
        yield f"{row_label(str(row))}: {counted} of {units} fits count."
    if set(table["column"]) & set(ERRORS):
        yield (
            "Errors are medians over units, against the Gabor filters of the simulation, in pixels "
            "of the session's images. One Gaussian fitted to the absolute values of a Gabor filter "
            "follows its larger stripe, so a part of each error is due to the method."
        )
