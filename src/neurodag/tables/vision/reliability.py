"""How reliable responses to repeated pictures are, whatever predicts them."""

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd
import xarray as xr

from neurodag.tables.averages import interval_of
from neurodag.tables.wide import as_list, wide

MEASURES = {
    "explainable_variance": "Explainable variance",
    "oracle_correlation": "Correlation with other trials",
    "single_trial_ceiling": "Ceiling, single trials",
    "average_ceiling": "Ceiling, to average",
}


def reliability_table(evaluations: Iterable[xr.Dataset]) -> pd.DataFrame:
    """One line for each session (row) and measure (column), means over units of test trials.

    `evaluations`: one a session, of any model, as none of `MEASURES` depends on predictions.
    `spread` is the standard deviation over units; `low` and `high` bound a 95 % bootstrap interval
    over them. Where a session has too few repeats, `status` says so.
    """
    return pd.DataFrame([line for each in evaluations for line in _lines(each)])


def reliability_markdown(table: pd.DataFrame, caption: str) -> str:
    """As people read it; a cell reads `mean ± spread [interval]`."""
    notes = [
        "A cell reads: mean ± standard deviation over units [95 % bootstrap interval over units].",
        "Ceilings are the scores of the true mean response to each picture, as the variance "
        "between repeats tells it. Other trials: the mean of those of the same picture.",
    ]
    lines = table.assign(column=table["column"].replace(MEASURES))
    return "\n\n".join([caption, wide(lines, _cell, "Session"), as_list(notes)]) + "\n"


def _lines(evaluation: xr.Dataset) -> Iterator[dict[str, object]]:
    session = evaluation.attrs["session_id"]
    for name in MEASURES:
        score = evaluation[name]
        units = score.values[np.isfinite(score.values)]
        known = units.size > 0
        low, high = (
            interval_of("mean", [np.stack([units, np.ones_like(units)])[:, None]], session, name)
            if known
            else (np.nan, np.nan)
        )
        yield {
            "row": session,
            "column": name,
            "value": units.mean() if known else np.nan,
            "spread": units.std(ddof=1) if units.size > 1 else np.nan,
            "low": low,
            "high": high,
            "units": units.size,
            "status": score.attrs["status"],
        }


def _cell(line: pd.Series) -> str:
    if pd.isna(line["value"]):
        return line["status"]
    spread = "" if pd.isna(line["spread"]) else f" ± {line['spread']:.3f}"
    return f"{line['value']:.3f}{spread} [{line['low']:.3f}, {line['high']:.3f}]"
