"""The table of scores: runs averaged over seeds and sessions, with the paper's numbers beside."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from neurodag.errors import NeurodagError
from neurodag.labels import METRICS, ROWS, STATISTICS, TRAININGS
from neurodag.metrics.reachable import share_of_reachable
from neurodag.tables.averages import interval_of
from neurodag.tables.blocks import in_blocks
from neurodag.tables.runs import UNIT_COUNTS, run_scores

ORDER = {
    name: {key: position for position, key in enumerate(keys)}
    for name, keys in (
        ("row", ROWS),
        ("column", METRICS),
        ("statistic", STATISTICS),
        ("training", TRAININGS),
    )
}


def read_published(path: Path) -> pd.DataFrame:
    """A table of a paper: columns row, column, value and perhaps ratio or training."""
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
    by: str | None = None,
) -> pd.DataFrame:
    """One line for each row (scheme, reference or prompt), column (metric) and statistic.

    Scores are averaged over the units of a run, then over the seeds of a session, then over
    sessions. `spread` is the standard deviation over sessions, or over seeds where there is one
    session (`spread_over` says which; missing with a single run). `low` and `high` bound a 95 %
    bootstrap interval, for which sessions are resampled, and the units within (`interval_over`).
    `share` is the value over that of the true rates (`neurodag.metrics.reachable`), session by
    session, where there are some. Unit counts are summed over sessions. `published` is the paper's
    mean.

    With `by` (a key of `neurodag.tables.blocks.BLOCKS`) the mask ratio, the kind of training or
    the number of pretraining sessions is part of the key, and rows without one are repeated at
    each.

    Raises NeurodagError if there is nothing to show, or if unlike runs would be averaged.
    """
    records = [run_scores(evaluation) for evaluation in evaluations]
    if not records:
        raise NeurodagError("There are no evaluations to make a table of; give at least one.")
    runs = pd.concat(records, ignore_index=True)
    runs = runs[~runs.drop(columns="units").duplicated()]  # every run of a session has its chance
    runs = in_blocks(_with_share(runs), by)
    keys = ["row", "column", *([by] if by else []), "statistic"]
    lines = [
        dict(zip(keys, key, strict=True)) | _average(group, [str(part) for part in key])
        for key, group in runs.groupby(keys, sort=False)
    ]
    table = pd.DataFrame(lines).astype({"units_scored": "Int64", "units_left_out": "Int64"})
    table = _with_published(table, published, keys)
    order = ["statistic", *([by] if by else []), "row", "column"]
    return table.sort_values(order, key=_position, ignore_index=True)


def _position(values: pd.Series) -> pd.Series:
    """What to sort a key column by: the papers' order of rows, columns and statistics."""
    order = ORDER.get(str(values.name))
    return values if order is None else values.map(order)


def _with_share(runs: pd.DataFrame) -> pd.DataFrame:
    """The runs with the share of what the true rates reach, in the same session and statistic."""
    keys = ["session", "column", "statistic"]
    here = pd.MultiIndex.from_frame(runs[keys])

    def beside(row: str) -> np.ndarray:
        return runs[runs["row"] == row].groupby(keys)["value"].mean().reindex(here).to_numpy()

    guess = np.where(runs["column"] == "choice", beside("chance"), 0.0)
    return runs.assign(share=share_of_reachable(runs["value"], beside("truth"), guess))


def _average(runs: pd.DataFrame, line: list[str]) -> dict:
    """What stands in the line for these runs, of which `line` is the key."""
    scored = runs[runs["status"] == "scored"]
    sessions = scored.groupby("session")[["value", "share"]].mean()
    if len(sessions) > 1:
        spread, spread_over = sessions["value"].std(), "sessions"
    elif len(scored) > 1:
        spread, spread_over = scored["value"].std(), "seeds"
    else:
        spread, spread_over = np.nan, ""
    units = [np.stack(list(group), axis=1) for _, group in scored.groupby("session")["units"]]
    interval = interval_of(str(runs["statistic"].iloc[0]), units, *line)
    levels = {"sessions": len(units), "units": max((each.shape[-1] for each in units), default=0)}
    counts = runs.groupby("session")[list(UNIT_COUNTS)].mean().sum(min_count=1)
    counts = counts.round().astype("Int64")
    return {
        "value": sessions["value"].mean(),
        "spread": spread,
        "spread_over": spread_over,
        "low": interval.low,
        "high": interval.high,
        "interval_over": " and ".join(level for level, number in levels.items() if number > 1),
        "share": sessions["share"].mean(),
        "pretrained_on": runs["pretraining_sessions"].max(),
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
