"""The trials of a search for hyperparameters (V1T paper, Table A.2)."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from neurodag.config.vision import VisionSearch
from neurodag.search.trials import Trial
from neurodag.tables.captions import V1T
from neurodag.tables.wide import as_list

ABOUT = ("trial", "state", "note", "epochs", "validation_correlation", "best")
"""Columns before those of the keys that were searched."""


def search_table(trials: Iterable[Trial], best: Trial) -> pd.DataFrame:
    """One line for each trial, by its number: what became of it, and a column for each key.

    `validation_correlation` is that of its best epoch, missing where there was none.
    """
    return pd.DataFrame(
        [
            {
                "trial": trial.number,
                "state": trial.state,
                "note": trial.note,
                "epochs": len(trial.scores),
                "validation_correlation": trial.best_score,
                "best": trial.number == best.number,
                **trial.values,
            }
            for trial in trials
        ]
    )


def keys_of(table: pd.DataFrame) -> list[str]:
    """The keys that were searched."""
    return [str(column) for column in table.columns if column not in ABOUT]


def search_markdown(
    table: pd.DataFrame, search: VisionSearch, published: Mapping[str, str] | pd.Series
) -> str:
    """What was found beside the paper's values, by key, and below it every trial, best first."""
    keys = keys_of(table)
    (best,) = (line for _, line in table[table["best"]].iterrows())
    allowed = {f"{part}.{key}": values for part, key, values in search.space.searched()}
    found = [["Key", "Searched", "Found", "Paper"], ["---", "---", "---:", "---:"]]
    found += [
        [f"`{key}`", space(allowed[key]), show(best[key]), show(number(published.get(key, "–")))]
        for key in keys
    ]
    heads = ["Trial", "Validation correlation", "Epochs", "State", *(f"`{key}`" for key in keys)]
    trials = [heads, ["---:"] * len(heads)]
    complete = table["state"] == "complete"
    ordered = table.assign(complete=complete).sort_values(
        ["complete", "validation_correlation"], ascending=False, kind="stable"
    )
    for _, line in ordered.iterrows():
        name = f"**{line['trial']} (best)**" if line["best"] else str(line["trial"])
        state = f"{line['state']} {line['note']}".strip()
        cells = [line["validation_correlation"], line["epochs"], state, *(line[keys])]
        trials.append([name, *map(show, cells)])
    notes = [
        f"Of {search.network} on {search.cohort}: {len(table)} trials, of which {complete.sum()} "
        "were trained to their end.",
        "The validation correlation of a trial is that of its best epoch; the best is the complete "
        "trial with the highest.",
        f"Chosen by Optuna's tree-structured Parzen estimator, and pruned by Hyperband (at most "
        f"{search.epochs} epochs, at least {search.least_epochs}, one in {search.reduction} goes "
        f"on), with seed {search.seed}.",
    ]
    if search.workers > 1:
        notes.append(
            f"{search.workers} workers shared the trials: what a trial is given depends on those "
            "that were over before, so that another run may find something else."
        )
    return "\n\n".join([V1T["search"], lines(found), lines(trials), as_list(notes)]) + "\n"


def lines(rows: Iterable[Iterable[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def space(allowed: tuple[Any, ...]) -> str:
    """What a key may be, in words."""
    if isinstance(allowed[0], str):
        return ", ".join(allowed)
    return f"{show(allowed[0])} to {show(allowed[1])}"


def number(text: str) -> float | str:
    """A number where the text is one."""
    try:
        return float(text)
    except ValueError:
        return text


def show(value: Any) -> str:
    if isinstance(value, float):
        return "–" if pd.isna(value) else f"{value:.4g}"
    return "–" if value is None else str(value)
