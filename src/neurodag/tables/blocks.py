"""What a table of scores can be divided by, and which runs may be averaged within a block."""

import pandas as pd

from neurodag.errors import NeurodagError
from neurodag.labels import REFERENCES, ROWS, TRAININGS

WITHOUT_RATIO = {"causal", "inter_region", *REFERENCES}
"""Rows that have no mask ratio (paper appendix A.4): their numbers stand for every ratio."""

BLOCKS = {
    "ratio": WITHOUT_RATIO,
    "training": set(REFERENCES),
    "pretraining_sessions": set(REFERENCES),
}
"""What a table can be divided by, and the rows that have none of it: repeated in every block."""

ALIKE = {
    "ratio": "mask ratios",
    "model": "architectures",
    "pretraining_sessions": "numbers of pretraining sessions",
}
"""What runs that are averaged must have in common."""


def division(table: pd.DataFrame) -> list[str]:
    """What a `score_table` is divided by: one key of `BLOCKS`, or none."""
    return [name for name in BLOCKS if name in table]


def title_of(by: str, block: float | str) -> str:
    """What a block is called."""
    if by == "ratio":
        return f"mask ratio {block:g}"
    if by == "training":
        return TRAININGS[str(block)].lower()
    if not block:
        return "not pretrained"
    return f"pretrained on {block} {'session' if block == 1 else 'sessions'}"


def in_blocks(runs: pd.DataFrame, by: str | None) -> pd.DataFrame:
    """The runs, those of rows that have no `by` (a key of `BLOCKS`) copied to every block.

    The column `training` tells single-session networks from those pretrained on other sessions.
    Raises NeurodagError if there are no runs to make blocks of, or if unlike runs would be
    averaged.
    """
    pretrained = runs["pretraining_sessions"] > 0
    training = pretrained.map({False: "single_session", True: "multi_session"})
    runs = runs.assign(training=training)
    if by:
        runs = _in_every_block(runs, by)
    _check_alike(runs, by)
    return runs


def _in_every_block(runs: pd.DataFrame, by: str) -> pd.DataFrame:
    free = runs["row"].isin(BLOCKS[by])
    blocks = runs.loc[~free, [by]].drop_duplicates()
    if blocks.empty:
        raise NeurodagError(
            f"A table by {by} needs runs of a scheme that has one; "
            f"all runs given are of {', '.join(runs['row'].unique())}."
        )
    everywhere = runs[free].drop(columns=by).merge(blocks, how="cross")
    return pd.concat([runs[~free], everywhere], ignore_index=True)


def _check_alike(runs: pd.DataFrame, by: str | None) -> None:
    """Raises NeurodagError if runs that share a line differ in more than session and seed."""
    for key, group in runs.groupby(["row", *([by] if by else [])]):
        row = str(key[0])
        for name, words in ALIKE.items():
            if name == "ratio" and row in WITHOUT_RATIO:
                continue
            values = sorted(group[name].dropna().unique())
            if len(values) > 1:
                listed = ", ".join(
                    f"{value:g}" if name == "ratio" else str(value) for value in values
                )
                raise NeurodagError(
                    f"The runs of {ROWS[row]} have the {words} {listed}, which must not be "
                    "averaged; give runs that have one of these."
                )
