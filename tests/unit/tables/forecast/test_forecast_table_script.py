"""The script that writes tables of forecasts."""

import json
import runpy
import sys
from pathlib import Path

import pandas as pd
import pytest

from neurodag.files import save_netcdf
from tests.forecast_evaluations import make_activity, make_distribution, make_response

ROOT = Path(__file__).resolve().parents[4]
SCRIPT = ROOT / "workflow_scripts" / "forecast_table.py"
OURS = "all/quantformer/fine_tuned"
EVALUATIONS = [
    make_activity(OURS, [[8, 2, 1, 1]]),
    make_distribution(OURS, [0.1], [0.2], {0.05: 0.06, 0.5: 0.4}, observations=(30,), subject="a"),
    make_activity("lstm", [[9, 1, 2, 0]]),
    make_response("lstm", {"mse": 0.5, "correlation": 0.2}, raw=3),
]


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Runs the script on `EVALUATIONS`; returns what it wrote."""

    def write(table: str, rows: dict[str, list[str]]) -> tuple[pd.DataFrame, str]:
        files = [tmp_path / f"{number}.nc" for number in range(len(EVALUATIONS))]
        for evaluation, file in zip(EVALUATIONS, files, strict=True):
            save_netcdf(evaluation, file)
        given = ["--table", table, "--rows", json.dumps(rows), "--evaluations", *files]
        if (published := ROOT / "published" / f"quantformer_{table}.csv").exists():
            given += ["--published", published]
        csv, markdown = tmp_path / "table.csv", tmp_path / "table.md"
        given = [SCRIPT, *given, "--csv", csv, "--markdown", markdown]
        monkeypatch.setattr(sys, "argv", [str(word) for word in given])
        runpy.run_path(str(SCRIPT), run_name="__main__")
        return pd.read_csv(csv), markdown.read_text()

    return write


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("table1", {"lstm": ["lstm"], "quantformer": [OURS]}),
        ("table2", {"lstm": ["lstm"], "quantformer": [OURS]}),
        ("table3", {"baseline": ["lstm"], "quantization": [OURS]}),
        ("table4", {"subjects": [OURS]}),
        ("table_a2", {"k_4": [OURS], "d_64": [OURS]}),
        ("table_a3", {"k_4": [OURS], "d_64": [OURS]}),
        ("table_a4", {"lstm": ["lstm"], "quantformer": [OURS]}),
    ],
)
def test_every_table_has_its_rows_and_the_papers_numbers(write, table, rows):
    found, text = write(table, rows)
    assert list(found["row"].unique()) == list(rows)
    whole = found.pivot(index="row", columns="column", values="value")
    assert whole.notna().all(axis=None)
    theirs = found.pivot(index="row", columns="column", values="published")
    lacking = {"mae", "absolute_correlation"} if table == "table2" else set()
    assert set(theirs.columns[theirs.isna().any()]) <= lacking
    assert text.startswith(("Predicted activity", "Forecast responses", "What", "Subjects"))


def test_table_a4_is_of_raw_signals(write):
    for table, mse in (("table2", 0.5), ("table_a4", 1.5)):
        found, _ = write(table, {"lstm": ["lstm"]})
        assert found.set_index("column").loc["mse", "value"] == mse


def test_distributions_need_no_published_numbers(write):
    found, text = write("distributions", {"quantformer": [OURS]})
    assert found.set_index("column").loc["gain", "value"] == pytest.approx(50)
    assert "| Drifting gratings | 0.100 | 0.200 | 50.000 |" in text


def test_a_method_that_was_not_evaluated_is_one_sentence(write):
    with pytest.raises(SystemExit, match=r"^forecast_table\.py: No evaluation has scores of poco"):
        write("table2", {"poco": ["poco"]})
