"""Receptive fields as a table."""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from neurodag.tables.scores import read_published
from neurodag.tables.vision.fields import field_markdown, field_table

PUBLISHED = Path(__file__).parents[4] / "published" / "v1t_receptive_fields.csv"


def fields(model: str, *, truth: bool) -> xr.Dataset:
    """Four units, the last of which does not count."""
    variables = {
        "kept": [1, 1, 1, 0],
        "width_x": [2.0, 3.0, 4.0, 99.0],
        "width_y": [1.0, 1.0, 1.0, 99.0],
    }
    if truth:
        variables |= {
            "centre_error": [0.25, 0.5, 2.0, 50.0],
            "size_ratio": [0.8, 0.9, 1.1, 9.0],
            "orientation_error": [0.0, np.pi / 18, np.pi / 4, np.pi / 2],
        }
    return xr.Dataset({name: ("unit", values) for name, values in variables.items()}).assign_attrs(
        model=model
    )


def value(table, row: str, column: str, key: str = "value") -> float:
    line = table[(table["row"] == row) & (table["column"] == column)]
    return float(line[key].item())


def test_widths_are_means_over_units_that_count():
    table = field_table([fields("cnn", truth=False)])
    assert value(table, "cnn", "width_x") == 3
    assert value(table, "cnn", "width_x", "spread") == 1
    assert value(table, "cnn", "width_y", "spread") == 0
    assert set(table["units"]) == {3}
    assert set(table["all_units"]) == {4}


def test_errors_are_there_where_the_truth_is_known():
    table = field_table([fields("cnn", truth=False), fields("vit", truth=True)])
    assert "centre_error" not in set(table.loc[table["row"] == "cnn", "column"])
    assert value(table, "vit", "centre_error") == 0.5
    assert value(table, "vit", "near") == pytest.approx(200 / 3)
    assert value(table, "vit", "size_ratio") == 0.9
    assert value(table, "vit", "orientation_error") == pytest.approx(10)


def test_the_papers_widths_stand_beside_ours():
    table = field_table([fields("cnn_without_behavior", truth=True)], read_published(PUBLISHED))
    text = field_markdown(table, "Caption.")
    assert (
        "| CNN without behaviour | 3.00 ± 1.00 (5.10 ± 1.50) | 1.00 ± 0.00 (3.10 ± 0.90) |" in text
    )
    assert "3 of 4 fits count" in text
    assert "simulation" in text
