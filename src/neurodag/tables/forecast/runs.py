"""The scores of single runs: evaluations in, one record for each row and column out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from neurodag.errors import NeurodagError
from neurodag.metrics.classification import classification_scores
from neurodag.tables.forecast.columns import ACTIVITY, RESPONSE
from neurodag.tables.forecast.labels import row_label

Rows = Mapping[str, Sequence[str]]
"""The methods whose runs each row of a table averages."""
RUN = ["stimulus", "subject", "seed"]
"""What tells the runs of a row apart."""


def run_scores(
    evaluations: Iterable[xr.Dataset], rows: Rows, columns: Sequence[str], signal: str
) -> pd.DataFrame:
    """A record for each row, run (stimulus, subject, seed) and column that was evaluated.

    `value` is the mean over test observations (of a `signal`, "normalised" or "raw"), or follows
    from their counts; NaN where no observation has a score. `observations` are all, `undefined`
    those without. Raises NeurodagError where a method was not evaluated, a run was twice, or a cell
    would average unlike tasks.
    """
    methods = {method for each in rows.values() for method in each}
    records = [
        record
        for each in evaluations
        if each.attrs["method"] in methods
        for record in _records(each, columns, signal)
    ]
    return of_rows(records, rows)


def identity(evaluation: xr.Dataset) -> dict[str, Any]:
    """What tells a run from the others."""
    return {name: evaluation.attrs[name] for name in ("method", "task", *RUN)}


def of_rows(records: Sequence[Mapping[str, Any]], rows: Rows) -> pd.DataFrame:
    """The records of each row's methods; those of a method are repeated where two rows have it.

    Raises NeurodagError as `run_scores` does.
    """
    known = {record["method"] for record in records}
    for row, methods in rows.items():
        if missing := [method for method in methods if method not in known]:
            raise NeurodagError(
                f"No evaluation has scores of {', '.join(missing)} for the row "
                f"“{row_label(row)}” of this table; give some, or leave it out of the row."
            )
    runs = pd.DataFrame(
        [
            {"row": row} | dict(record)
            for row, methods in rows.items()
            for record in records
            if record["method"] in methods
        ]
    )
    _check(runs)
    return runs


def _records(
    evaluation: xr.Dataset, columns: Sequence[str], signal: str
) -> Iterator[dict[str, Any]]:
    """Those of one run; none if it has no such column."""
    predicted = evaluation.attrs["predicted"]
    scores = _activity(evaluation) if predicted == "activation" else _response(evaluation, signal)
    for column in columns:
        if column in scores:
            yield identity(evaluation) | {"column": column} | scores[column]


def mean_over(units: np.ndarray, observations: np.ndarray) -> float:
    """Mean over observations, of the means of units and how many each has; NaN of none."""
    total = observations.sum()
    if not total:
        return np.nan
    return float(np.where(observations > 0, units * observations, 0).sum() / total)


def _activity(evaluation: xr.Dataset) -> dict[str, dict[str, Any]]:
    """In percent, as in the paper."""
    counts = evaluation["count"].sum("unit").transpose("active", "predicted")
    active, predicted = np.meshgrid(counts["active"], counts["predicted"], indexing="ij")
    scores = classification_scores(active.ravel(), predicted.ravel(), counts.values.ravel())
    observations = {"observations": int(counts.sum()), "undefined": 0}
    return {name: {"value": 100 * scores[name], **observations} for name in ACTIVITY}


def _response(evaluation: xr.Dataset, signal: str) -> dict[str, dict[str, Any]]:
    values, scored = (evaluation[name].sel(signal=signal) for name in ("value", "scored"))
    all_observations = int(scored.sel(score="mse").sum())
    found = {}
    for name in RESPONSE:
        observations = scored.sel(score=name).values
        found[name] = {
            "value": mean_over(values.sel(score=name).values, observations),
            "observations": all_observations,
            "undefined": all_observations - int(observations.sum()),
        }
    return found


def _check(runs: pd.DataFrame) -> None:
    for (row, _), cell in runs.groupby(["row", "column"]):
        if len(tasks := sorted(cell["task"].unique())) > 1:
            raise NeurodagError(
                f"The runs of the row “{row_label(str(row))}” have the tasks {', '.join(tasks)}, "
                "which must not be averaged; give runs that have one of these."
            )
    twice = runs.duplicated(["row", "column", *RUN])
    if twice.any():
        run = runs[twice].iloc[0]
        raise NeurodagError(
            f"Two evaluations are of the row “{row_label(run['row'])}”, {run['stimulus']}, subject "
            f"{run['subject']}, seed {run['seed']}; give each run once."
        )
