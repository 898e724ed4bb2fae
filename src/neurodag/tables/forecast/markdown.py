"""The tables of forecasts as people read them."""

from collections.abc import Iterator

import pandas as pd

from neurodag.tables.forecast.columns import COLUMNS, RESPONSE
from neurodag.tables.forecast.labels import SIGNALS, row_label
from neurodag.tables.forecast.scores import COMPARED
from neurodag.tables.wide import as_list, wide

STARS = {0.01: "*", 0.05: "**"}
"""For p-values below these; the paper's marks, of which one star is the stronger."""
LARGE = 1e5
"""Numbers from here on are written with an exponent."""


def forecast_markdown(table: pd.DataFrame, caption: str, signal: str) -> str:
    """Of a `forecast_table`; a cell reads `ours ± spread stars (paper ± spread stars)`."""
    lines = table.assign(
        row=table["row"].map(row_label),
        column=[COLUMNS[column].label for column in table["column"]],
        digits=[COLUMNS[column].digits for column in table["column"]],
    )
    return "\n\n".join([caption, wide(lines, _cell), as_list(_notes(table, signal))]) + "\n"


def _cell(line: pd.Series) -> str:
    ours = "undefined"
    if not pd.isna(line["value"]):
        stars = next((marks for p, marks in STARS.items() if line["p_value"] < p), "")
        ours = _number(line["value"], line["spread"], stars, line["digits"])
    if pd.isna(line["published"]):
        return ours
    stars = "" if pd.isna(line["published_stars"]) else line["published_stars"]
    paper = _number(line["published"], line["published_spread"], stars, line["digits"])
    return f"{ours} ({paper})"


def _number(value: float, spread: float, stars: str, digits: int) -> str:
    parts = [_text(value, digits), "" if pd.isna(spread) else f"± {_text(spread, digits)}"]
    # A bare star would be read as emphasis.
    return " ".join(filter(None, [*parts, stars.replace("*", "\\*")]))


def _text(value: float, digits: int) -> str:
    return f"{value:z.{digits}f}" if abs(value) < LARGE else f"{value:.2e}"


def _notes(table: pd.DataFrame, signal: str) -> Iterator[str]:
    yield (
        "A cell reads: ours ± standard deviation over runs (paper); a run is one stimulus, one "
        "subject and one seed. The columns low and high of the CSV bound 95 % bootstrap intervals, "
        "for which subjects are drawn with replacement."
    )
    yield from _runs(table)
    if (table["pairs"] > 0).any():
        marks = ", ".join(f"{stars} below {p:g}" for p, stars in reversed(STARS.items()))
        yield (
            f"Stars: p-values of one-sided Wilcoxon tests that {row_label(COMPARED)} is better, "
            f"over pairs of stimulus and subject, seeds averaged: {marks}.".replace("*", "\\*")
        )
    columns = set(table["column"])
    if columns & set(RESPONSE):
        yield SIGNALS[signal]
    if "absolute_correlation" in columns and table["published"].notna().any():
        yield (
            "The paper's Corr stands beside both: its text says Pearson correlation, and the "
            "authors' code averages absolute values."
        )
    yield from _undefined(table)


def _runs(table: pd.DataFrame) -> Iterator[str]:
    """Over how much the rows are averaged; all at once where they do not differ."""
    sizes = table[table["runs"] > 0].set_index("row")[["runs", "subjects", "stimuli"]]
    if len(sizes.drop_duplicates()) == 1:
        yield f"Each row: {_counts(sizes)}."
        return
    for row, lines in sizes.groupby(level="row", sort=False):
        yield f"{row_label(str(row))}: {_counts(lines)}."


def _counts(sizes: pd.DataFrame) -> str:
    return ", ".join(f"{name} {_range(sizes[name])}" for name in sizes)


def _undefined(table: pd.DataFrame) -> Iterator[str]:
    """Observations without a correlation, and runs without a score."""
    for _, line in table[table["column"] != "absolute_correlation"].iterrows():
        row, column = row_label(line["row"]), COLUMNS[line["column"]].label.rstrip(" ↑↓")
        if line["undefined"]:
            yield (
                f"{row}: {line['undefined']} of {line['observations']} test observations have no "
                "correlation, as the forecast or the response is constant."
            )
        if line["runs_undefined"]:
            yield f"{row}: runs without {column}, left out: {line['runs_undefined']}."


def _range(counts: pd.Series) -> str:
    low, high = counts.min(), counts.max()
    return f"{low}" if low == high else f"{low} to {high}"
