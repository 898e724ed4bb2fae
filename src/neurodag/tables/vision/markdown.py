"""The tables of networks from images to responses as people read them."""

from collections.abc import Iterator

import pandas as pd

from neurodag.tables.vision.labels import COLUMNS, STATISTICS, row_label
from neurodag.tables.vision.runs import NOT_MODELS
from neurodag.tables.wide import as_list, wide


def performance_markdown(table: pd.DataFrame, caption: str) -> str:
    """Of a `performance_table`: for each statistic the scores, and the gains below.

    A cell reads `ours ± spread (paper)`, a gain `ours [interval] (paper)`; a score that a session
    does not allow says why; a dash marks what does not exist.
    """
    parts = [caption]
    for statistic, lines in table.groupby("statistic", sort=False):
        parts += [f"**{STATISTICS[str(statistic)]}**", wide(named(lines), _score)]
        if lines["gain"].notna().any():
            gains = lines[lines["gain"].notna()]
            parts += ["**Gain in percent**", wide(named(gains), _gain)]
    return "\n\n".join([*parts, as_list(_notes(table))]) + "\n"


def named(lines: pd.DataFrame) -> pd.DataFrame:
    """The lines with what people read for their rows and columns."""
    trainings = lines["training"] if "training" in lines else [None] * len(lines)
    rows = [row_label(*each) for each in zip(lines["row"], trainings, strict=True)]
    columns = [COLUMNS.get(column, column) for column in lines["column"]]
    return lines.assign(row=rows, column=columns)


def _score(line: pd.Series) -> str:
    paper = "" if pd.isna(line["published"]) else f" ({line['published']:.3f})"
    if pd.isna(line["value"]):
        return line["status"] + paper
    spread = "" if pd.isna(line["spread"]) else f" ± {line['spread']:.3f}"
    return f"{line['value']:z.3f}{spread}{paper}"


def _gain(line: pd.Series) -> str:
    paper = "" if pd.isna(line["published_gain"]) else f" ({line['published_gain']:+.1f})"
    low, high = line["gain_low"], line["gain_high"]
    interval = "" if pd.isna(low) else f" [{low:+.1f}, {high:+.1f}]"
    return f"{line['gain']:+z.1f}{interval}{paper}"


def _notes(table: pd.DataFrame) -> Iterator[str]:
    yield "A cell reads: ours ± standard deviation over sessions or seeds (paper)."
    for over, count in (("sessions", "sessions"), ("seeds", "runs")):
        numbers = table.loc[table["spread_over"] == over, count]
        if len(numbers):
            yield f"The spread is over {_range(numbers)} {over}."
    if table["gain"].notna().any():
        yield (
            "A gain is against the row, or the training, that it is 0 for; in brackets its 95 % "
            "bootstrap interval, for which sessions and the units within are drawn with "
            "replacement, the same for both."
        )
    if set(table["row"]) & set(NOT_MODELS):
        yield (
            "The noise ceiling is the score of the true mean response to each picture, as the "
            "variance between repeats tells it; a model that knows the animal's state may exceed "
            "it. “Other trials of the picture” predicts a trial by their mean."
        )
    feve = table[(table["statistic"] == "feve") & (table["units_left_out"] > 0)]
    if len(feve):
        yield f"FEVE leaves out {_range(feve['units_left_out'])} units with little to explain."


def _range(counts: pd.Series) -> str:
    low, high = counts.min(), counts.max()
    return f"{low}" if low == high else f"{low} to {high}"
