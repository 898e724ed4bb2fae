"""The QuantFormer paper's own numbers: whole, and consistent where tables overlap."""

from pathlib import Path

import pytest

from neurodag.tables.forecast.columns import ACTIVITY, COLUMNS, RESPONSE
from neurodag.tables.forecast.labels import row_label
from neurodag.tables.scores import read_published

PUBLISHED = Path(__file__).parents[4] / "published"
FORECASTS = [name for name in RESPONSE if name != "absolute_correlation"]
SHAPES = {
    "table1": (7, [*ACTIVITY]),
    "table2": (7, ["mse", "smape", "correlation", "ssim"]),
    "table3": (4, ["balanced_accuracy", "f1", "mse", "correlation"]),
    "table4": (2, ["balanced_accuracy", "f1", "mse", "correlation"]),
    "table_a2": (12, FORECASTS),
    "table_a3": (12, ["balanced_accuracy", "f1"]),
    "table_a4": (8, FORECASTS),
}


@pytest.mark.parametrize("name", SHAPES)
def test_every_cell_is_there_once(name):
    frame = read_published(PUBLISHED / f"quantformer_{name}.csv")
    rows, columns = SHAPES[name]
    wide = frame.pivot(index="row", columns="column", values="value")
    assert wide.shape == (rows, len(columns))
    assert wide.notna().all(axis=None)
    assert set(wide.columns) == set(columns) <= set(COLUMNS)
    assert all(row_label(row) != row for row in wide.index)
    in_percent = frame["column"].isin(ACTIVITY)
    assert frame.loc[in_percent, "value"].between(1, 100).all()
    assert frame["spread"].notna().sum() == len(frame) - (name == "table2")


@pytest.mark.parametrize("name", ["table_a2", "table_a3"])
def test_the_network_of_the_paper_stands_in_both_searches(name):
    frame = read_published(PUBLISHED / f"quantformer_{name}.csv").set_index("row")
    by_codes, by_width = (frame.loc[row].reset_index(drop=True) for row in ("k_32", "d_128"))
    assert by_codes.equals(by_width)


def test_only_the_others_have_stars():
    for name in ("table1", "table2"):
        frame = read_published(PUBLISHED / f"quantformer_{name}.csv").set_index("row")
        assert set(frame["stars"].dropna()) == {"*", "**"}
        assert frame.loc["quantformer", "stars"].isna().all()
