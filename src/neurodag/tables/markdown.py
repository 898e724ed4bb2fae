"""The table of scores as people read it: models down, metrics across."""

import pandas as pd

from neurodag.labels import METRIC_UNITS, METRICS, ROWS, STATISTICS, TASKS
from neurodag.tables.scores import WITHOUT_RATIO


def to_markdown(table: pd.DataFrame, caption: str) -> str:
    """A wide Markdown table for each statistic (and mask ratio) of a `score_table`.

    A cell reads `ours ± spread (paper)`; a metric that could not be scored says why; a dash marks
    what does not exist. Notes below say what the spread is over and what was left out.
    """
    keys = ["statistic", "ratio"] if "ratio" in table else ["statistic"]
    parts = [caption]
    for key, block in table.groupby(keys, sort=False):
        title = STATISTICS[str(key[0])]
        if len(key) == 2:
            title += f", mask ratio {key[1]:g}"
        parts.append(f"**{title}**\n\n{_wide(block)}")
    parts.append("\n".join(f"- {note}" for note in notes(table)))
    return "\n\n".join(parts) + "\n"


def notes(table: pd.DataFrame) -> list[str]:
    """How a cell reads, what the spread is over, and what was left out and why."""
    means = table[table["statistic"] == "mean"]
    lines = ["A cell reads: ours ± standard deviation over seeds or sessions (paper)."]
    for over, count in (("sessions", "sessions"), ("seeds", "runs")):
        averaged = means.loc[means["spread_over"] == over, count]
        if len(averaged):
            lines.append(f"The spread is over {_range(averaged)} {over}.")
    if "ratio" in table:
        free = [ROWS[row] for row in ROWS if row in WITHOUT_RATIO & set(table["row"])]
        if free:
            lines.append(f"Without a mask ratio, repeated at each: {', '.join(free)}.")
    for column, name in TASKS.items():
        activity = means[means["column"] == column]
        for count, reason in (
            ("units_silent", "silent in the scored bins of the test trials"),
            ("units_no_context", "without other units to predict them from"),
        ):
            if activity[count].sum():
                total = activity["units_scored"] + activity["units_left_out"]
                share = f"{_range(activity[count])} of {_range(total)}"
                lines.append(f"{name}: {share} units left out, {reason}.")
    for column, name in METRICS.items():
        missing = means.loc[means["column"] == column, "sessions_left_out"]
        if missing.any():
            lines.append(f"{name}: sessions without a score: {_range(missing)}.")
    return lines


def _wide(block: pd.DataFrame) -> str:
    cells = {(line["row"], line["column"]): _cell(line) for _, line in block.iterrows()}
    rows = [row for row in ROWS if row in set(block["row"])]
    columns = [column for column in METRICS if column in set(block["column"])]
    header = ["Model", *(f"{METRICS[column]} ({METRIC_UNITS[column]})" for column in columns)]
    lines = [header, ["---", *["---:"] * len(columns)]]
    lines += [[ROWS[row], *(cells.get((row, column), "–") for column in columns)] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(line: pd.Series) -> str:
    paper = "" if pd.isna(line["published"]) else f" ({line['published']:z.2f})"
    if pd.isna(line["value"]):
        return line["status"] + paper
    spread = "" if pd.isna(line["spread"]) else f" ± {line['spread']:.2f}"
    return f"{line['value']:z.2f}{spread}{paper}"


def _range(counts: pd.Series) -> str:
    low, high = counts.min(), counts.max()
    return f"{low}" if low == high else f"{low} to {high}"
