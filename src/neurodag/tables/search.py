"""The table of a search: what the network adds over the simple references, variant by variant."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from neurodag.errors import NeurodagError
from neurodag.labels import STATISTICS, TASKS
from neurodag.tables.averages import average_of, interval_of
from neurodag.tables.runs import unit_scores

PARTS = ("validation", "test")
CHOICE = "spike_weighted_mean"
"""The average that chooses: with it, a gain is what log-likelihood a spike gains."""
OVERALL = "overall"
"""The column of the mean over tasks."""
COLUMNS = {OVERALL: list(range(len(TASKS)))} | {task: [i] for i, task in enumerate(TASKS)}
"""Positions of the tasks that a column is the mean of."""

Runs = dict[tuple[str, str], np.ndarray]
"""Bits per spike (NaN for units that were left out) and spikes `(2, seed, task, unit)`, by session
and part."""


def search_table(
    variants: Mapping[str, Iterable[xr.Dataset]], references: Mapping[str, Iterable[xr.Dataset]]
) -> pd.DataFrame:
    """One line for each row (variant or reference), part, statistic, column and session.

    `variants` and `references`: by name, the evaluations of validation trials and of test trials.
    `value` is bits per spike, and `gain` that less the best reference's, unit by unit; both are
    averaged over units, then over seeds and, in the column `overall`, tasks. The best reference of
    a session and task is the one with the highest average on validation trials. Lines without a
    session are means over sessions, and bound with `low` and `high` a 95 % bootstrap interval of
    the gain. `chosen` marks the variant whose gain on validation trials, overall and by the average
    `CHOICE`, is highest.

    Raises NeurodagError if rows are not of the same sessions and parts, or no unit has a score.
    """
    simple = {name: runs_of(evaluations) for name, evaluations in references.items()}
    searched = {name: runs_of(evaluations) for name, evaluations in variants.items()}
    check_complete([*searched.items(), *simple.items()])
    lines: list[dict[str, Any]] = []
    for statistic in STATISTICS:
        best = best_reference(simple, statistic)
        for kind, rows in (("variant", searched), ("reference", simple)):
            for row, runs in rows.items():
                key = {"kind": kind, "row": row, "statistic": statistic}
                lines += [key | line for line in lines_of(row, runs, best, statistic)]
    table = pd.DataFrame(lines)
    return table.assign(chosen=(table["kind"] == "variant") & (table["row"] == choice(table)))


def runs_of(evaluations: Iterable[xr.Dataset]) -> Runs:
    """The scores of one row."""
    found = defaultdict(list)
    for evaluation in evaluations:
        scores = [unit_scores(evaluation, task)[0] for task in TASKS]
        spikes = evaluation["spikes"].sel(task=list(TASKS)).to_numpy()
        key = evaluation.attrs["session_id"], evaluation.attrs["part"]
        found[key].append(np.stack([scores, spikes]))
    return {key: np.stack(seeds, axis=1) for key, seeds in found.items()}


def check_complete(rows: Sequence[tuple[str, Runs]]) -> None:
    """Raises NeurodagError unless every row has both parts of every session."""
    sessions = sorted({session for _, runs in rows for session, _ in runs})
    for row, runs in rows:
        for session in sessions:
            for part in PARTS:
                if (session, part) not in runs:
                    raise NeurodagError(
                        f"There is no evaluation of {row} on the {part} trials of {session}; the "
                        "table needs all variants and references on the same sessions."
                    )


def best_reference(references: Mapping[str, Runs], statistic: str) -> Runs:
    """Scores of the reference that has the highest average on validation trials, task by task."""
    rows = list(references.values())
    best: Runs = {}
    for session, part in rows[0]:
        of_tasks = [
            [average(runs[session, "validation"][:, :, [i]], statistic) for i in range(len(TASKS))]
            for runs in rows
        ]
        first = np.nan_to_num(of_tasks, nan=-np.inf).argmax(axis=0)
        chosen = [rows[row][session, part][:, :, i] for i, row in enumerate(first)]
        best[session, part] = np.stack(chosen, axis=2)
    return best


def lines_of(row: str, runs: Runs, best: Runs, statistic: str) -> Iterator[dict[str, Any]]:
    """The lines of one row and statistic: for each part and column, of all sessions and of each."""
    sessions = sorted({session for session, _ in runs})
    gains = {key: less(units, best[key]) for key, units in runs.items()}
    for part in PARTS:
        for column, tasks in COLUMNS.items():
            key = {"part": part, "column": column}
            each = [
                {
                    "session": session,
                    "value": average(runs[session, part][:, :, tasks], statistic),
                    "gain": average(gains[session, part][:, :, tasks], statistic),
                    "sessions": 1,
                    "runs": runs[session, part].shape[1],
                }
                for session in sessions
            ]
            scored = pd.DataFrame(each).dropna(subset="gain")
            units = [
                scored_units(gains[session, part][:, :, tasks]) for session in scored["session"]
            ]
            interval = interval_of(statistic, units, row, part, column)
            yield key | {
                "session": None,
                "value": scored["value"].mean(),
                "gain": scored["gain"].mean(),
                "low": interval.low,
                "high": interval.high,
                "sessions": len(scored),
                "runs": scored["runs"].sum(),
            }
            yield from (key | line for line in each)


def less(units: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """The scores, each less the reference's of the same unit, and the spikes."""
    return np.stack([units[0] - reference[0], units[1]])


def average(units: np.ndarray, statistic: str) -> float:
    """An average over units, seeds and tasks."""
    return float(average_of(statistic, units[..., None, :])[0])


def scored_units(units: np.ndarray) -> np.ndarray:
    """Without the units that no task scores."""
    return units[..., np.isfinite(units[0]).any(axis=(0, 1))]


def choice(table: pd.DataFrame) -> str:
    """The variant that adds most on validation trials."""
    gains = table[
        (table["kind"] == "variant")
        & (table["part"] == "validation")
        & (table["statistic"] == CHOICE)
        & (table["column"] == OVERALL)
        & table["session"].isna()
    ].set_index("row")["gain"]
    if gains.isna().all():
        raise NeurodagError(
            "No unit has a score on the validation trials, so there is nothing to choose a variant "
            "by; give the split more validation trials."
        )
    return str(gains.idxmax())
