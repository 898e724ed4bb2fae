"""Table 2: attention and the pupil."""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from neurodag.errors import NeurodagError
from neurodag.tables.scores import read_published
from neurodag.tables.vision.attention import attention_markdown, attention_table

TABLE_2 = Path(__file__).parents[4] / "published" / "v1t_table2.csv"


def maps(session: str, x: float, y: float, p_value: float = 1e-9) -> xr.Dataset:
    return xr.Dataset(
        {
            "pupil_correlation": ("image_axis", [x, y]),
            "pupil_p_value": ("image_axis", [p_value, p_value / 10]),
        },
        {"image_axis": ["x", "y"]},
        {"session_id": session},
    )


def test_absolute_correlations_are_averaged_over_networks_and_mice():
    runs = [maps("s1", -0.6, 0.2), maps("s1", 0.4, 0.2), maps("s2", 0.1, -0.4, 0.02)]
    table = attention_table(runs, {"A": "s1", "B": "s2"}, read_published(TABLE_2))
    lines = table.set_index(["row", "column"])
    assert lines.loc[("A", "x"), "value"] == pytest.approx(0.5)
    assert lines.loc[("A", "x"), "spread"] == pytest.approx(np.sqrt(0.02))
    assert lines.loc[("B", "x"), "p_value"] == 0.02
    assert lines.loc[("average", "x"), "value"] == pytest.approx(0.3)
    assert lines.loc[("average", "y"), "spread"] == pytest.approx(np.std([0.2, 0.4], ddof=1))
    assert lines.loc[("A", "x"), "published"] == 0.682
    text = attention_markdown(table, "Table 2.")
    assert "| Mouse | x-axis | y-axis |" in text
    assert "| A | 0.500 ± 0.141 **** (0.682) | 0.200 ± 0.000 **** (0.568) |" in text
    assert "| B | 0.100 * (0.489) | 0.400 ** (0.493) |" in text
    assert "| Average | 0.300 ± 0.283 | 0.300 ± 0.141 |" in text


def test_pupils_that_were_not_recorded_are_left_out():
    runs = [maps("s1", np.nan, np.nan, np.nan), maps("s2", 0.3, 0.4)]
    table = attention_table(runs, {"A": "s1", "B": "s2"})
    status = table.set_index(["row", "column"])["status"]
    assert status[("A", "x")] == "pupil not recorded"
    assert status[("average", "x")] == "scored"
    text = attention_markdown(table, "Table 2.")
    assert "| A | pupil not recorded | pupil not recorded |" in text
    assert "| Average | 0.300 | 0.400 |" in text


def test_mice_without_maps_are_named():
    with pytest.raises(NeurodagError, match="no attention maps of session s2 for the row B"):
        attention_table([maps("s1", 0.1, 0.1)], {"A": "s1", "B": "s2"})
