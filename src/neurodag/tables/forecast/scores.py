"""How well activity and responses are predicted, beside the QuantFormer paper's numbers."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from neurodag.errors import NeurodagError
from neurodag.metrics.bootstrap import Interval, bootstrap_interval
from neurodag.metrics.significance import wilcoxon_p
from neurodag.simulate.seeding import generator
from neurodag.tables.forecast.columns import COLUMNS
from neurodag.tables.forecast.runs import Rows, run_scores

COMPARED = "quantformer"
"""The row that is tested against the others."""
THEIRS = {"value": "published", "spread": "published_spread", "stars": "published_stars"}


def forecast_table(
    evaluations: Iterable[xr.Dataset],
    rows: Rows,
    columns: Sequence[str],
    signal: str = "normalised",
    published: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One line for each row and column, over the runs (stimulus, subject, seed) of its methods.

    `value` and `spread` are mean and standard deviation over the runs that have a score, as in the
    paper; `low` and `high` bound a 95 % bootstrap interval, for which subjects are resampled.
    `p_value`: one-sided, of Wilcoxon's test that the row `COMPARED` is better, over the `pairs` of
    stimulus and subject that both have, their seeds averaged. `published…` are the paper's.
    Raises NeurodagError where `run_scores` does.
    """
    runs = run_scores(evaluations, rows, columns, signal)
    cells = {
        (row, column): cell
        for row in rows
        for column in columns
        if len(cell := runs[(runs["row"] == row) & (runs["column"] == column)])
    }
    lines = [
        {"row": row, "column": column}
        | _average(cell, row, column)
        | _compared(None if row == COMPARED else cells.get((COMPARED, column)), cell, column)
        for (row, column), cell in cells.items()
    ]
    return _with_published(pd.DataFrame(lines), published)


def _average(runs: pd.DataFrame, row: str, column: str) -> dict[str, Any]:
    """What stands in the line for these runs."""
    scored = runs.dropna(subset="value")
    subjects = scored.groupby("subject")["value"].mean()
    interval = _interval(subjects, row, column)
    return {
        "value": scored["value"].mean(),
        "spread": scored["value"].std(),
        "low": interval.low,
        "high": interval.high,
        "runs": len(scored),
        "runs_undefined": len(runs) - len(scored),
        "subjects": len(subjects),
        "stimuli": scored["stimulus"].nunique(),
        "observations": int(runs["observations"].sum()),
        "undefined": int(runs["undefined"].sum()),
        "unit": COLUMNS[column].unit,
    }


def _interval(subjects: pd.Series, *line: str) -> Interval:
    means = [np.array([mean]) for mean in subjects]
    random = generator(0, "bootstrap", "subjects", *line)
    return bootstrap_interval(means, lambda resampled: resampled.mean(axis=-1), random)


def _compared(ours: pd.DataFrame | None, theirs: pd.DataFrame, column: str) -> dict[str, Any]:
    """Whether `ours` is better; nothing where it is not in the table."""
    if ours is None:
        return {"p_value": np.nan, "pairs": 0}
    both = pd.concat(
        [runs.groupby(["stimulus", "subject"])["value"].mean() for runs in (ours, theirs)],
        axis=1,
        join="inner",
    ).dropna()
    better, worse = both.to_numpy().T
    return {"p_value": wilcoxon_p(better, worse, COLUMNS[column].better), "pairs": len(both)}


def _with_published(table: pd.DataFrame, published: pd.DataFrame | None) -> pd.DataFrame:
    """The paper's Pearson correlation stands beside ours with its sign, and without."""
    if published is None:
        return table.assign(published=np.nan, published_spread=np.nan, published_stars=None)
    if unknown := set(published.columns) - {"row", "column", *THEIRS}:
        raise NeurodagError(
            f"The published table has the columns {', '.join(sorted(unknown))}, which this table "
            f"has no place for; it may have row, column, {', '.join(THEIRS)}."
        )
    signed = published[published["column"] == "correlation"]
    theirs = pd.concat([published, signed.assign(column="absolute_correlation")])
    theirs = theirs.reindex(columns=["row", "column", *THEIRS]).rename(columns=THEIRS)
    return table.merge(theirs, how="left", on=["row", "column"], validate="one_to_one")
