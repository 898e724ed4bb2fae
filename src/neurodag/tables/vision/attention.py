"""Whether attention follows the pupil, by mouse (V1T paper, Table 2)."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from neurodag.errors import NeurodagError
from neurodag.tables.vision.labels import AVERAGE, COLUMNS, comparable
from neurodag.tables.wide import as_list, wide

STARS = {1e-4: "****", 1e-3: "***", 1e-2: "**", 0.05: "*"}
"""For p-values below these."""
NOT_RECORDED = "pupil not recorded"
"""Why a mouse has no score."""


def attention_table(
    maps: Iterable[xr.Dataset], rows: Mapping[str, str], published: pd.DataFrame | None = None
) -> pd.DataFrame:
    """One line for each row and column (x, y): correlation of attention with the pupil's centre.

    `maps`: attention maps of one network each; `rows`: the session of each mouse, by name. The
    absolute correlation is averaged over the networks of a mouse; `spread` is their standard
    deviation, `p_value` the largest. Below stands the average over mice, with the standard
    deviation over them. Missing where the pupil was not recorded, which `status` tells. Raises
    NeurodagError if a mouse has no maps.
    """
    runs = _runs(maps)
    lines = []
    for row, session in rows.items():
        of_mouse = runs[runs["session"] == session]
        if of_mouse.empty:
            raise NeurodagError(
                f"There are no attention maps of session {session} for the row {row}; give some, "
                "or leave the row out."
            )
        for column, group in of_mouse.groupby("column"):
            score = _score(group["correlation"])
            lines.append({"row": row, "column": column, "p_value": group["p_value"].max(), **score})
    mice = pd.DataFrame(lines)
    for column, group in mice.groupby("column"):
        lines.append(
            {"row": AVERAGE, "column": column, "p_value": np.nan, **_score(group["value"])}
        )
    table = pd.DataFrame(lines)
    if published is None:
        return table.assign(published=np.nan)
    theirs = comparable(published, "row", rows).rename(columns={"value": "published"})
    return table.merge(theirs, how="left", on=["row", "column"], validate="one_to_one")


def attention_markdown(table: pd.DataFrame, caption: str) -> str:
    """As people read it; a cell reads `ours ± spread stars (paper)`."""
    lines = table.assign(
        row=table["row"].replace(COLUMNS), column=[f"{name}-axis" for name in table["column"]]
    )
    notes = ["A cell reads: ours ± standard deviation (paper); over networks, or, below, mice."]
    notes += [
        "Stars: p-values below " + ", ".join(f"{p:g} {stars}" for p, stars in STARS.items()) + "."
    ]
    return "\n\n".join([caption, wide(lines, _cell, "Mouse"), as_list(notes)]) + "\n"


def _runs(maps: Iterable[xr.Dataset]) -> pd.DataFrame:
    """A record for each network and axis."""
    return pd.DataFrame(
        [
            {
                "session": each.attrs["session_id"],
                "column": str(axis),
                "correlation": abs(float(each["pupil_correlation"].sel(image_axis=axis))),
                "p_value": float(each["pupil_p_value"].sel(image_axis=axis)),
            }
            for each in maps
            for axis in each["image_axis"].values
        ]
    )


def _score(values: pd.Series) -> dict[str, Any]:
    """Mean and spread of what is known."""
    known = int(values.notna().sum())
    status = "scored" if known else NOT_RECORDED
    return {"value": values.mean(), "spread": values.std(), "runs": known, "status": status}


def _cell(line: pd.Series) -> str:
    paper = "" if pd.isna(line["published"]) else f" ({line['published']:.3f})"
    if pd.isna(line["value"]):
        return line["status"] + paper
    spread = "" if pd.isna(line["spread"]) else f" ± {line['spread']:.3f}"
    stars = next((f" {marks}" for p, marks in STARS.items() if line["p_value"] < p), "")
    return f"{line['value']:.3f}{spread}{stars}{paper}"
