"""The table of a search as people read it: variants down, gains and scores across."""

from collections.abc import Iterator, Mapping

import pandas as pd

from neurodag.config import Search
from neurodag.labels import REFERENCES, SCHEMES, STATISTICS, TASKS
from neurodag.tables.captions import MTM
from neurodag.tables.search import CHOICE, OVERALL

HEADS = ["Variant", "Gain, validation", "Gain, test", *(f"{name}, test" for name in TASKS.values())]


def search_markdown(table: pd.DataFrame, search: Search) -> str:
    """A table for each statistic of a `search_table`, and notes on how it was made."""
    together = table[table["session"].isna()]
    parts = [
        MTM["search"],
        *(
            f"**{STATISTICS[str(statistic)]}**\n\n{_wide(lines)}"
            for statistic, lines in together.groupby("statistic", sort=False)
        ),
        "\n".join(f"- {note}" for note in _notes(together, search)),
    ]
    return "\n\n".join(parts) + "\n"


def _wide(lines: pd.DataFrame) -> str:
    rows = [HEADS, ["---", *["---:"] * (len(HEADS) - 1)]]
    for (kind, row), own in lines.groupby(["kind", "row"], sort=False):
        cells = {(line["part"], line["column"]): line for _, line in own.iterrows()}
        name = REFERENCES[str(row)] if kind == "reference" else str(row)
        rows.append(
            [
                f"**{name} (chosen)**" if own["chosen"].any() else name,
                *(_gain(cells[part, OVERALL]) for part in ("validation", "test")),
                *(_score(cells["test", task]) for task in TASKS),
            ]
        )
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _gain(line: pd.Series) -> str:
    if pd.isna(line["gain"]):
        return "–"
    interval = "" if pd.isna(line["low"]) else f" [{line['low']:z.3f}, {line['high']:z.3f}]"
    return f"{line['gain']:z.3f}{interval}"


def _score(line: pd.Series) -> str:
    return "–" if pd.isna(line["value"]) else f"{line['value']:z.2f} ({line['gain']:+z.2f})"


def _notes(together: pd.DataFrame, search: Search) -> Iterator[str]:
    references = [
        REFERENCES[row] for row in together.loc[together["kind"] == "reference", "row"].unique()
    ]
    sessions, runs = (
        together.loc[together["kind"] == "variant", name].max() for name in ("sessions", "runs")
    )
    yield (
        f"Scores are bits per spike of single-session NDT1, {SCHEMES[search.scheme]}, on "
        f"{sessions} session(s), {runs} run(s) of each variant; in parentheses the gain."
    )
    yield (
        "A gain is the score less that of the best reference, unit by unit; a gain without a task "
        "is the mean over tasks. The best reference of a session and task is the one with the "
        f"highest average on validation trials, of {' and '.join(references)}."
    )
    yield (
        "In brackets: 95 % bootstrap interval, for which sessions and the units within, but not "
        "seeds, are drawn with replacement."
    )
    yield (
        "The variant with the highest gain on validation trials, in the table of the "
        f"{STATISTICS[CHOICE].lower()}, is chosen; what it adds is its gain on test trials."
    )
    yield (
        "On validation trials both sides are somewhat optimistic: the linear reference chooses its "
        "penalties there, and the network its epoch."
    )
    for name, variant in search.variants.items():
        yield f"{name}: {_changes(variant.changes())}."


def _changes(changes: Mapping[str, Mapping[str, object]]) -> str:
    listed = [
        f"{part}.{key} {value}" for part, keys in changes.items() for key, value in keys.items()
    ]
    return ", ".join(listed) or "the settings as they are"
