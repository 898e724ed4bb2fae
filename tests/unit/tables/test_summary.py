"""The tables of all papers as one."""

import json
import re
import runpy
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from neurodag.errors import NeurodagError
from neurodag.files import load_netcdf, save_netcdf
from neurodag.tables.summary import summarise, to_dataset
from neurodag.tables.summary_columns import COLUMNS, KEYS
from tests.unit.tables.summary_tables import tables

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "workflow_scripts" / "summarise_results.py"
PAGE = ROOT / "docs" / "results-as-data.md"
CALLED = {
    ("mtm", "search"): {"low": "gain_low", "high": "gain_high"},
    ("v1t", "reliability"): {"units": "units_scored"},
    ("v1t", "receptive_fields"): {"units": "units_scored"},
}
"""Columns that have another name in the summary."""
IMPLIED = {"spread_over", "interval_over", "status", "unit"}
"""Columns that are filled in where a table leaves them empty."""
TABLES = tables()


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> list[Path]:
    folder = tmp_path_factory.mktemp("results")
    return [written(folder, *key, table) for key, table in TABLES.items()]


@pytest.fixture(scope="module")
def summary(files) -> pd.DataFrame:
    return summarise(files)


def written(folder: Path, paper: str, name: str, table: pd.DataFrame) -> Path:
    path = folder / paper / "tables" / f"{name}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(path, index=False)
    return path


def lines(summary: pd.DataFrame, paper: str, table: str) -> pd.DataFrame:
    chosen = (summary["paper"] == paper) & (summary["table"] == table)
    return summary[chosen].reset_index(drop=True)


@pytest.mark.parametrize("key", TABLES.keys() - {("v1t", "search")}, ids="/".join)
def test_every_number_and_name_of_a_table_is_in_its_lines(summary, key):
    table, found = TABLES[key].rename(columns=CALLED.get(key, {})), lines(summary, *key)
    assert len(table) == len(found) > 0
    for name in table.columns.drop("all_units", errors="ignore"):
        known = table[name].notna() & (table[name].astype(str) != "")
        ours, theirs = found.loc[known, name], table.loc[known, name]
        assert ours.tolist() == theirs.tolist(), name
        if name not in IMPLIED:
            assert (found.loc[~known, name].isna() | (found.loc[~known, name] == "")).all(), name


def test_trials_of_a_search_keep_their_settings(summary):
    other, best = (line for _, line in lines(summary, "v1t", "search").iterrows())
    assert json.loads(best["settings"]) == {"core.blocks": 4, "core.l1": 0.4, "readout": 5}
    assert (best["row"], best["column"], best["kind"]) == ("1", "validation_correlation", "trial")
    assert (best["value"], best["epochs"], best["status"]) == (0.3, 3, "complete")
    assert np.isnan(other["value"])
    assert other["status"] == "pruned no number"
    assert [other["chosen"], best["chosen"]] == [False, True]


def test_fits_that_do_not_count_are_units_left_out(summary):
    assert set(lines(summary, "v1t", "receptive_fields")["units_left_out"]) == {1}


@pytest.mark.parametrize(
    ("key", "chosen", "says"),
    [
        (
            ("mtm", "table1"),
            {"column": "choice"},
            {"unit": "accuracy", "gain_unit": ""},
        ),
        (
            ("mtm", "search"),
            {"session": "", "column": "overall"},
            {
                "unit": "bits per spike",
                "gain_unit": "bits per spike",
                "interval_over": "sessions and units",
            },
        ),
        (
            ("v1t", "table_a3"),
            {"row": "v1t", "column": "average"},
            {
                "unit": "1",
                "gain_unit": "%",
                "spread_over": "sessions",
                "interval_over": "sessions and units",
            },
        ),
        (
            ("v1t", "table_a3"),
            {"row": "v1t", "column": "A"},
            {"spread_over": "", "interval_over": "units"},
        ),
        (("v1t", "table2"), {"row": "B"}, {"spread_over": "", "status": "pupil not recorded"}),
        (
            ("v1t", "receptive_fields"),
            {"column": "width_x"},
            {"unit": "px", "spread_over": "units"},
        ),
        (("v1t", "receptive_fields"), {"column": "near"}, {"unit": "%", "spread_over": ""}),
        (("v1t", "reliability"), {"row": "190923"}, {"status": "too few repeated pictures"}),
        (("v1t", "reliability"), {"row": "NA"}, {"interval_over": "units", "status": "scored"}),
        (
            ("quantformer", "table2"),
            {"column": "mse"},
            {"spread_over": "runs", "interval_over": "subjects", "status": "scored"},
        ),
        (("quantformer", "distributions"), {"column": "crps"}, {"unit": "ΔF/F"}),
        (("quantformer", "distributions"), {"column": "coverage_0.5"}, {"unit": "1"}),
    ],
)
def test_what_a_table_leaves_unsaid_is_filled_in(summary, key, chosen, says):
    found = lines(summary, *key)
    for name, value in chosen.items():
        found = found[found[name] == value]
    assert len(found)
    for name, text in says.items():
        assert set(found[name]) == {text}


def test_keys_tell_lines_apart(summary):
    assert not summary.duplicated(list(KEYS)).any()


def test_files_give_the_table_back(files, summary, tmp_path, monkeypatch):
    csv, netcdf = tmp_path / "summary.csv", tmp_path / "summary.nc"
    words = [SCRIPT, "--tables", *files, "--csv", csv, "--netcdf", netcdf]
    monkeypatch.setattr(sys, "argv", [str(word) for word in words])
    runpy.run_path(str(SCRIPT), run_name="__main__")
    read = load_netcdf(netcdf)
    columns = list(COLUMNS)
    for back in (
        pd.read_csv(csv, keep_default_na=False, na_values=dict.fromkeys(numbers(), "")),
        read.to_dataframe()[columns],
    ):
        for name in columns:
            theirs = back[name].astype(summary[name].dtype)
            assert theirs.equals(summary[name].rename_axis(theirs.index.name)), name
    assert read.attrs["Conventions"] == "CF-1.11"
    assert read.attrs["command"].startswith("python workflow_scripts/summarise_results.py")


def numbers() -> list[str]:
    return [name for name, column in COLUMNS.items() if column.kind is float]


def test_every_variable_is_described(summary):
    dataset = to_dataset(summary)
    assert dict(dataset.sizes) == {"line": len(summary)}
    for name, variable in dataset.variables.items():
        assert variable.attrs["long_name"], name
    assert dataset["runs"].attrs["units"] == "1"
    assert "units" not in dataset["value"].attrs, "each line has its own"
    assert set(dataset["value"].attrs["ancillary_variables"].split()) < set(dataset)


def test_without_tables_there_are_columns_without_lines(tmp_path):
    assert list(summarise([])) == list(COLUMNS)
    dataset = to_dataset(summarise([]))
    assert dataset.sizes["line"] == 0
    assert dataset["paper"].dtype == object


def test_numbers_keep_their_digits(tmp_path):
    values = [0.1 + 0.2, 1e-300, np.nextafter(1, 2), -1 / 3]
    table = pd.DataFrame({"row": list("abcd"), "column": "x", "p_value": 0.5, "value": values})
    assert summarise([written(tmp_path, "v1t", "table2", table)])["value"].tolist() == values


def test_a_column_without_a_place_is_named(tmp_path):
    file = written(tmp_path, "v1t", "table2", TABLES["v1t", "table2"].assign(weight=1))
    with pytest.raises(NeurodagError, match=r"table2\.csv has the columns weight, which have no"):
        summarise([file])


def test_a_file_of_another_kind_is_refused(tmp_path):
    file = written(tmp_path, "v1t", "mine", pd.DataFrame({"row": ["a"], "score": [1]}))
    with pytest.raises(NeurodagError, match=r"mine\.csv is no table .* the columns row, score, of"):
        summarise([file])


def test_a_table_lies_in_the_folder_of_its_paper(tmp_path):
    (tmp_path / "table1.csv").write_text("row\n")
    with pytest.raises(NeurodagError, match=r"table1\.csv does not say which paper it is of"):
        summarise([tmp_path / "table1.csv"])


def test_a_table_given_twice_is_named(files):
    with pytest.raises(NeurodagError, match="table1 of mtm has the row temporal, column co_smoo"):
        summarise([files[0], files[0]])


def test_the_page_has_all_columns():
    rows = re.findall(r"^\| `(\w+)` \| (.*) \|$", PAGE.read_text(), flags=re.MULTILINE)
    assert rows == [(name, column.meaning) for name, column in COLUMNS.items()]


def test_the_examples_of_the_page_run(summary, tmp_path, monkeypatch):
    save_netcdf(to_dataset(summary), tmp_path / "results" / "summary.nc")
    monkeypatch.chdir(tmp_path)
    found: dict[str, pd.DataFrame] = {}
    for block in re.findall(r"```python\n(.*?)```", PAGE.read_text(), flags=re.DOTALL):
        exec(block, found)
    assert set(found["lines"]["table"]) == {"table1"}
    assert set(found["known"]["paper"]) == {"mtm", "v1t", "quantformer"}
    assert found["width"].max() > 0
