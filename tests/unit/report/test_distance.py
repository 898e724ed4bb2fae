"""How many numbers of a paper were reproduced."""

from pathlib import Path

import pandas as pd
import pytest

from neurodag.report.distance import Distance, distances
from neurodag.tables.summary import summarise
from neurodag.tables.verdicts import VERDICTS
from tests.unit.tables.summary_tables import PUBLISHED, tables

LINES = "row,column,value\na,mse,1\na,correlation,2\nb,mse,3\nb,correlation,4\n"


@pytest.fixture
def published(tmp_path: Path) -> Path:
    path = tmp_path / "mtm_table2.csv"
    path.write_text(LINES)
    return path


def ours(*verdicts: tuple[str, str]) -> pd.DataFrame:
    lines = [("mtm", "table2", column, verdict) for column, verdict in verdicts]
    others = [("v1t", "table2", "mse", "off"), ("mtm", "table20", "mse", "off")]
    return pd.DataFrame([*lines, *others], columns=["paper", "table", "column", "verdict"])


def counts(*numbers: int) -> dict[str, int]:
    return dict(zip(VERDICTS, numbers, strict=True))


def test_verdicts_are_counted_and_the_rest_was_not_run(published: Path) -> None:
    summary = ours(("mse", "reproduced"), ("mse", "off"), ("correlation", "not run"), ("mse", ""))
    assert distances(summary, [published]) == [Distance("mtm", "table2", 4, counts(1, 0, 1, 2))]


def test_a_table_that_was_not_made_was_not_run(published: Path) -> None:
    assert distances(ours(), [published]) == [Distance("mtm", "table2", 4, counts(0, 0, 0, 4))]


def test_a_number_that_stands_beside_two_of_ours_counts_once(published: Path) -> None:
    named = ["mse", "correlation", "absolute_correlation"] * 2
    summary = ours(*((column, "within spread") for column in named))
    assert distances(summary, [published]) == [Distance("mtm", "table2", 4, counts(0, 4, 0, 0))]


def test_settings_are_no_numbers_and_tables_are_in_order(tmp_path: Path) -> None:
    paths = [tmp_path / f"v1t_{name}.csv" for name in ("search", "table_a1", "table10", "table9")]
    for path in paths:
        path.write_text(LINES)
    settings = tmp_path / "v1t_table_a2.csv"
    settings.write_text("row,low,high,value\nblocks,1,8,4\n")
    found = distances(ours(), [settings, *paths])
    assert [each.table for each in found] == ["table9", "table10", "table_a1", "search"]


def test_verdicts_of_real_tables_add_up(tmp_path: Path) -> None:
    paths = []
    for (paper, name), table in tables().items():
        paths.append(tmp_path / paper / "tables" / f"{name}.csv")
        paths[-1].parent.mkdir(parents=True, exist_ok=True)
        table.to_csv(paths[-1], index=False)
    found = distances(summarise(paths), sorted(PUBLISHED.glob("*.csv")))
    assert ("v1t", "table_a2") not in {(each.paper, each.table) for each in found}
    for each in found:
        assert sum(each.verdicts.values()) == each.numbers > 0
        assert min(each.verdicts.values()) >= 0
    assert sum(each.numbers - each.verdicts["not run"] for each in found) > 0
