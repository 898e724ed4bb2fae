"""What must hold for runs before a figure compares their masking schemes over sessions."""

import pandas as pd
import xarray as xr

from neurodag.errors import NeurodagError
from neurodag.labels import MODELS, ROWS
from neurodag.tables.blocks import ALIKE, title_of


def check_comparable(runs: pd.DataFrame, baseline: str, ours: str, *names: str) -> None:
    """Raises NeurodagError unless the two rows have runs on the same sessions and are alike.

    `runs`: a table with the columns of `neurodag.tables.runs.identity`; `names`: those in which
    the runs must agree.
    """
    if runs.empty:
        raise NeurodagError(
            f"None of the evaluations is of {ROWS[baseline]} or of {ROWS[ours]}, "
            "which the figure compares."
        )
    for name in names:
        values = sorted(runs[name].unique())
        if len(values) > 1:
            raise NeurodagError(
                f"The figure compares {ROWS[ours]} with {ROWS[baseline]} and nothing else, but the "
                f"evaluations are of several {ALIKE[name]}: {', '.join(map(str, values))}."
            )
    have = {row: set(runs.loc[runs["row"] == row, "session"]) for row in (baseline, ours)}
    for row, other in ((baseline, ours), (ours, baseline)):
        if lacking := have[other] - have[row]:
            raise NeurodagError(
                f"There is no run of {ROWS[row]} on {', '.join(sorted(lacking))}, only of "
                f"{ROWS[other]}; the figure needs both on every session."
            )


def check_same_sessions(runs: pd.DataFrame) -> None:
    """Raises NeurodagError if networks pretrained on some number of sessions were scored on other
    sessions than the rest: a curve through them would compare sessions."""
    scored = runs.groupby("pretraining_sessions")["session"].agg(set)
    everywhere = set(runs["session"])
    for pretraining, sessions in scored.items():
        if lacking := everywhere - sessions:
            raise NeurodagError(
                f"No network {title_of('pretraining_sessions', int(str(pretraining)))} was scored "
                f"on {', '.join(sorted(lacking))}, which others were; the figure needs all on the "
                "same sessions."
            )


def title(evaluation: xr.Dataset) -> str:
    """The architecture, and how many sessions it was pretrained on if it was."""
    model, sessions = evaluation.attrs["model"], evaluation.attrs["pretraining_sessions"]
    pretraining = f", {title_of('pretraining_sessions', sessions)}" if sessions else ""
    return MODELS.get(model, model) + pretraining


def status_of(scores: pd.DataFrame, metric: str) -> str:
    """Why no run has a score of this metric, or "scored" if one has."""
    reasons = set(scores.loc[scores["column"] == metric, "status"])
    return "scored" if "scored" in reasons else "\n".join(sorted(reasons))
