"""How reliable responses are, as a table."""

import numpy as np
import pytest
import xarray as xr

from neurodag.tables.vision.reliability import MEASURES, reliability_markdown, reliability_table


def evaluation(session: str, units: list[float], status: str = "scored") -> xr.Dataset:
    scores = {name: ("unit", units, {"status": status}) for name in MEASURES}
    return xr.Dataset(scores, attrs={"session_id": session})


def test_units_are_averaged_and_those_without_score_left_out():
    table = reliability_table([evaluation("a", [0.2, 0.4, np.nan])])
    assert list(table["column"]) == list(MEASURES)
    line = table.iloc[0]
    assert line["value"] == pytest.approx(0.3)
    assert line["spread"] == pytest.approx(np.std([0.2, 0.4], ddof=1))
    assert line["units"] == 2
    assert 0.2 <= line["low"] <= line["value"] <= line["high"] <= 0.4


def test_a_session_with_too_few_repeats_says_so():
    few = evaluation("b", [np.nan, np.nan], "too few repeated pictures")
    text = reliability_markdown(reliability_table([evaluation("a", [0.5, 0.5]), few]), "Caption.")
    assert "| Session | Explainable variance | Correlation with other trials |" in text
    assert "| a | 0.500 ± 0.000 [0.500, 0.500] |" in text
    assert "| b | too few repeated pictures |" in text
