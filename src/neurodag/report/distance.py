"""How many numbers of each table of a paper were reproduced."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from neurodag.report.titles import in_order
from neurodag.tables.verdicts import VERDICTS


class Distance(NamedTuple):
    """Of one table of a paper."""

    paper: str
    table: str
    numbers: int
    """That the paper prints in it."""
    verdicts: dict[str, int]
    """How many of them have each verdict; together they are `numbers`."""


def distances(summary: pd.DataFrame, published: Iterable[Path]) -> list[Distance]:
    """Of every table `PAPER_TABLE.csv` among `published`, as they are numbered.

    `summary`: of all tables of ours. A number of the paper that no line of ours stands beside was
    not run; one that stands beside two of ours counts where the paper has it. Tables that hold no
    scores, but settings, are left out.
    """
    found = []
    for path in published:
        theirs = pd.read_csv(path)
        if "column" not in theirs:
            continue
        paper, _, table = path.stem.partition("_")
        ours = summary[(summary["paper"] == paper) & (summary["table"] == table)]
        counts = ours[ours["column"].isin(theirs["column"])]["verdict"].value_counts()
        told = {word: int(counts.get(word, 0)) for word in VERDICTS}
        told["not run"] = len(theirs) - sum(told[word] for word in VERDICTS if word != "not run")
        found.append(Distance(paper, table, len(theirs), told))
    return sorted(found, key=lambda each: in_order(each.table))
