"""The table of scores as people read it: models down, metrics across."""

from collections.abc import Callable, Iterator

import pandas as pd

from neurodag.labels import METRICS, ROWS, STATISTICS
from neurodag.tables.blocks import division, title_of
from neurodag.tables.notes import notes

NOT_SHARES = ("truth", "chance")
"""Rows whose share of what the true rates reach says nothing: all and none of it."""


def to_markdown(table: pd.DataFrame, caption: str, head: str = "Model") -> str:
    """A wide Markdown table for each statistic (and block) of a `score_table`.

    A cell reads `ours ± spread (paper)`; a metric that could not be scored says why; a dash marks
    what does not exist. Where true rates are known, more tables give shares of what these reach.
    Notes below say what the spread is over and what was left out. `head`: what the rows are.
    """
    shares = table[(table["statistic"] == "mean") & ~table["row"].isin(NOT_SHARES)]
    shares = shares[shares["share"].notna()].assign(statistic="share", unit="share")
    parts = [
        caption,
        *_wide_tables(table, head, _cell),
        *_wide_tables(shares, head, _share),
        "\n".join(f"- {note}" for note in notes(table)),
    ]
    return "\n\n".join(parts) + "\n"


def _wide_tables(table: pd.DataFrame, head: str, cell: Callable[[pd.Series], str]) -> Iterator[str]:
    """A titled table for each statistic and block."""
    by = division(table)
    for _, lines in table.groupby(["statistic", *by], sort=False):
        line = lines.iloc[0]
        title = [_TITLES[line["statistic"]], *(title_of(name, line[name]) for name in by)]
        yield f"**{', '.join(title)}**\n\n{_wide(lines, head, cell)}"


_TITLES = STATISTICS | {"share": "Share of what the true rates reach"}


def _wide(lines: pd.DataFrame, head: str, cell: Callable[[pd.Series], str]) -> str:
    cells = {(line["row"], line["column"]): cell(line) for _, line in lines.iterrows()}
    rows = [row for row in ROWS if row in set(lines["row"])]
    columns = [column for column in METRICS if column in set(lines["column"])]
    units = lines.groupby("column")["unit"].first()
    wide = [[head, *(f"{METRICS[column]} ({units[column]})" for column in columns)]]
    wide += [["---", *["---:"] * len(columns)]]
    wide += [[ROWS[row], *(cells.get((row, column), "–") for column in columns)] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in wide)


def _cell(line: pd.Series) -> str:
    paper = "" if pd.isna(line["published"]) else f" ({line['published']:z.2f})"
    if pd.isna(line["value"]):
        return line["status"] + paper
    spread = "" if pd.isna(line["spread"]) else f" ± {line['spread']:.2f}"
    return f"{line['value']:z.2f}{spread}{paper}"


def _share(line: pd.Series) -> str:
    return f"{line['share']:z.2f}"
