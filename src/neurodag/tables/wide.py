"""Wide tables and lists in Markdown."""

from collections.abc import Callable, Iterable

import pandas as pd

Cell = Callable[[pd.Series], str]


def wide(lines: pd.DataFrame, cell: Cell, head: str = "Model") -> str:
    """A Markdown table of lines with `row` and `column`, each in the order of first appearance."""
    cells = {(line["row"], line["column"]): cell(line) for _, line in lines.iterrows()}
    rows, columns = lines["row"].unique(), lines["column"].unique()
    table = [[head, *columns], ["---", *["---:"] * len(columns)]]
    table += [[row, *(cells.get((row, column), "–") for column in columns)] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in table)


def as_list(notes: Iterable[str]) -> str:
    return "\n".join(f"- {note}" for note in notes)
