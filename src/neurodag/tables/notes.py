"""What stands below a table of scores: how to read it, and what was left out and why."""

from collections.abc import Iterator

import pandas as pd

from neurodag.labels import METRICS, ROWS, TASKS
from neurodag.metrics.reachable import SMALLEST
from neurodag.tables.blocks import BLOCKS, division


def notes(table: pd.DataFrame) -> list[str]:
    """Of a `score_table`."""
    means = table[table["statistic"] == "mean"]
    return [
        "A cell reads: ours ± standard deviation over seeds or sessions (paper).",
        *_what_varies(means),
        *_training(means),
        *_repeated(table),
        *_left_out(means),
    ]


def _what_varies(means: pd.DataFrame) -> Iterator[str]:
    for over, count in (("sessions", "sessions"), ("seeds", "runs")):
        averaged = means.loc[means["spread_over"] == over, count]
        if len(averaged):
            yield f"The spread is over {_range(averaged)} {over}."
    if means["low"].notna().any():
        yield (
            "The columns low and high of the CSV bound 95 % bootstrap intervals, for which "
            "sessions and the units within, but not seeds, are drawn with replacement."
        )
    if means["share"].notna().any():
        yield (
            "A share is the score over that of the true rates, both counted from guessing, session "
            f"by session; there is none where less than {SMALLEST} is within reach."
        )


def _training(means: pd.DataFrame) -> Iterator[str]:
    sessions = means.loc[means["pretrained_on"] > 0, "pretrained_on"]
    if len(sessions):
        yield f"Sessions of pretraining, before fine-tuning on the one scored: {_range(sessions)}."


def _repeated(table: pd.DataFrame) -> Iterator[str]:
    for by in division(table):
        free = [ROWS[row] for row in ROWS if row in BLOCKS[by] & set(table["row"])]
        if free:
            name = {"ratio": "a mask ratio"}.get(by, "training")
            yield f"Without {name}, repeated at each: {', '.join(free)}."


def _left_out(means: pd.DataFrame) -> Iterator[str]:
    for column, name in TASKS.items():
        activity = means[means["column"] == column]
        for count, reason in (
            ("units_silent", "silent in the scored bins of the test trials"),
            ("units_no_context", "without other units to predict them from"),
        ):
            if activity[count].sum():
                total = activity["units_scored"] + activity["units_left_out"]
                share = f"{_range(activity[count])} of {_range(total)}"
                yield f"{name}: {share} units left out, {reason}."
    for column, name in METRICS.items():
        missing = means.loc[means["column"] == column, "sessions_left_out"]
        if missing.any():
            yield f"{name}: sessions without a score: {_range(missing)}."


def _range(counts: pd.Series) -> str:
    low, high = counts.min(), counts.max()
    return f"{low}" if low == high else f"{low} to {high}"
