"""The table of scores: runs averaged over seeds and sessions, with the paper's numbers beside."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from neurodag.errors import NeurodagError
from neurodag.labels import METRICS, REFERENCES, ROWS, STATISTICS
from neurodag.tables.runs import run_scores

WITHOUT_RATIO = {"causal", "inter_region", *REFERENCES}
"""Rows that have no mask ratio (paper appendix A.4): their numbers stand for every ratio."""

ORDER = {
    name: {key: position for position, key in enumerate(keys)}
    for name, keys in (("row", ROWS), ("column", METRICS), ("statistic", STATISTICS))
}


def read_published(path: Path) -> pd.DataFrame:
    """A table of a paper: columns row, column, value and perhaps ratio."""
    frame = pd.read_csv(path)
    missing = {"row", "column", "value"} - set(frame.columns)
    if missing:
        raise NeurodagError(
            f"The published table {path} lacks the columns {', '.join(sorted(missing))}; "
            "it must have row, column and value, one number a line."
        )
    return frame


def score_table(
    evaluations: Iterable[xr.Dataset],
    published: pd.DataFrame | None = None,
    by_ratio: bool = False,
) -> pd.DataFrame:
    """One line for each row (scheme or reference), column (metric) and statistic.

    Scores are averaged over the units of a run, then over the seeds of a session, then over
    sessions. `spread` is the standard deviation over sessions, or over seeds where there is one
    session (`spread_over` says which; missing with a single run). Unit counts are summed over
    sessions. `published` is the paper's mean. With `by_ratio` the mask ratio is part of the key,
    and rows without one are repeated at each ratio.

    Raises NeurodagError if there is nothing to show, or if runs of different mask ratios would be
    averaged.
    """
    records = [run_scores(evaluation) for evaluation in evaluations]
    if not records:
        raise NeurodagError("There are no evaluations to make a table of; give at least one.")
    runs = pd.concat(records, ignore_index=True)
    keys = ["row", "column", "ratio", "statistic"] if by_ratio else ["row", "column", "statistic"]
    runs = _repeat_at_each_ratio(runs) if by_ratio else _without_ratio(runs)
    lines = [
        dict(zip(keys, key, strict=True)) | _average(group)
        for key, group in runs.drop_duplicates().groupby(keys, sort=False)
    ]
    table = pd.DataFrame(lines).astype({"units_scored": "Int64", "units_left_out": "Int64"})
    table = _with_published(table, published, keys)
    by = ["statistic", *(["ratio"] if by_ratio else []), "row", "column"]
    return table.sort_values(by, key=_position, ignore_index=True)


def _position(values: pd.Series) -> pd.Series:
    """What to sort a key column by: the papers' order of rows, columns and statistics."""
    order = ORDER.get(str(values.name))
    return values if order is None else values.map(order)


def _without_ratio(runs: pd.DataFrame) -> pd.DataFrame:
    """The runs without their mask ratio, after a look that it does not vary within a row."""
    for row, ratios in runs[~runs["row"].isin(WITHOUT_RATIO)].groupby("row")["ratio"]:
        if ratios.nunique() > 1:
            values = ", ".join(f"{ratio:g}" for ratio in sorted(ratios.unique()))
            raise NeurodagError(
                f"The runs of {ROWS[str(row)]} have the mask ratios {values}, which must not be "
                "averaged; give runs of one ratio, or make the table by ratio."
            )
    return runs.drop(columns="ratio")


def _repeat_at_each_ratio(runs: pd.DataFrame) -> pd.DataFrame:
    """The runs, with those of rows without a mask ratio copied to every ratio of the others."""
    free = runs["row"].isin(WITHOUT_RATIO)
    ratios = runs.loc[~free, ["ratio"]].drop_duplicates()
    if ratios.empty:
        raise NeurodagError(
            "A table by mask ratio needs runs of a scheme that has one; "
            f"all runs given are of {', '.join(runs['row'].unique())}."
        )
    everywhere = runs[free].drop(columns="ratio").drop_duplicates().merge(ratios, how="cross")
    return pd.concat([runs[~free], everywhere], ignore_index=True)


def _average(runs: pd.DataFrame) -> dict:
    """The line for runs of one row, column and statistic."""
    scored = runs[runs["status"] == "scored"]
    sessions = scored.groupby("session")["value"].mean()
    if len(sessions) > 1:
        spread, spread_over = sessions.std(), "sessions"
    elif len(scored) > 1:
        spread, spread_over = scored["value"].std(), "seeds"
    else:
        spread, spread_over = np.nan, ""
    units = runs.groupby("session")[["units_scored", "units_silent", "units_no_context"]].mean()
    counts = units.sum(min_count=1).round().astype("Int64")
    return {
        "value": sessions.mean(),
        "spread": spread,
        "spread_over": spread_over,
        "runs": len(scored),
        "sessions": len(sessions),
        "sessions_left_out": runs["session"].nunique() - len(sessions),
        **counts,
        "units_left_out": counts["units_silent"] + counts["units_no_context"],
        "unit": runs["unit"].iloc[0],
        "status": "scored" if len(scored) else ", ".join(sorted(runs["status"].unique())),
    }


def _with_published(
    table: pd.DataFrame, published: pd.DataFrame | None, keys: list[str]
) -> pd.DataFrame:
    if published is None:
        return table.assign(published=np.nan)
    theirs = published.rename(columns={"value": "published"}).assign(statistic="mean")
    if set(theirs.columns) != {*keys, "published"}:
        raise NeurodagError(
            f"The published table has the columns {', '.join(published.columns)}, but ours is by "
            f"{', '.join(key for key in keys if key != 'statistic')}."
        )
    return table.merge(theirs, how="left", on=keys, validate="one_to_one")
