"""Tables of predicted responses, from evaluations whose numbers are known."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from neurodag.errors import NeurodagError
from neurodag.tables.scores import read_published
from neurodag.tables.vision.labels import comparable
from neurodag.tables.vision.markdown import performance_markdown
from neurodag.tables.vision.performance import performance_table

PUBLISHED = Path(__file__).parents[4] / "published"
TRIALS = ("single_trial_correlation",)
BY_MOUSE = {"A": ["s1"], "B": ["s2"], "average": ["s1", "s2"]}
CNN = {"row": "cnn"}


def made(
    model: str,
    session: str,
    units: Sequence[float],
    *,
    feve: Sequence[float] | None = None,
    repeats: bool = True,
    **about: object,
) -> xr.Dataset:
    """An evaluation with these single-trial correlations of units."""
    nothing = np.full(len(units), np.nan)
    ceiling = np.full(len(units), 0.8) if repeats else nothing
    scores = {
        "single_trial_correlation": np.asarray(units, dtype=float),
        "correlation_to_average": 2 * np.asarray(units) if repeats else nothing,
        "feve": nothing if feve is None else np.asarray(feve, dtype=float),
        "oracle_correlation": ceiling - 0.2,
        "single_trial_ceiling": ceiling,
        "average_ceiling": ceiling + 0.1,
    }
    result = xr.Dataset({name: ("unit", values) for name, values in scores.items()})
    for name in scores:
        scored = repeats or name == "single_trial_correlation"
        result[name].attrs["status"] = "scored" if scored else "too few repeated pictures"
    attributes = {
        "model": model,
        "session_id": session,
        "seed": 0,
        "training": "together",
        "samples": 0,
        "gray": 0,
        "members": 1,
    }
    return result.assign_attrs(attributes | about)


BOTH = [
    made("cnn", "s1", [0.1, 0.3]),
    made("cnn", "s2", [0.4, 0.6, 0.5]),
    made("v1t", "s1", [0.2, 0.4]),
    made("v1t", "s2", [0.5, 0.7, 0.9]),
]


def line(table: pd.DataFrame, row: str, column: str, **more: str) -> pd.Series:
    chosen = (table["row"] == row) & (table["column"] == column)
    for name, value in more.items():
        chosen &= table[name] == value
    (found,) = (each for _, each in table[chosen].iterrows())
    return found


def test_scores_are_averaged_over_units_then_seeds_then_sessions():
    runs = [*BOTH, made("v1t", "s1", [0.4, 0.8], seed=1), made("v1t", "s2", [0.1] * 3, seed=1)]
    table = performance_table(runs, BY_MOUSE, TRIALS, CNN)
    assert line(table, "v1t", "A")["value"] == pytest.approx((0.3 + 0.6) / 2)
    assert line(table, "v1t", "A")["spread"] == pytest.approx(np.std([0.3, 0.6], ddof=1))
    assert line(table, "v1t", "A")["spread_over"] == "seeds"
    average = line(table, "v1t", "average")
    assert average["value"] == pytest.approx((0.45 + 0.4) / 2)
    assert average["spread"] == pytest.approx(np.std([0.45, 0.4], ddof=1))
    assert (average["spread_over"], average["runs"], average["sessions"]) == ("sessions", 4, 2)
    assert average["units_scored"] == 5
    assert average["low"] < average["value"] < average["high"]


def test_gains_are_relative_to_the_cnn_and_paired():
    table = performance_table(BOTH, BY_MOUSE, TRIALS, CNN)
    assert line(table, "v1t", "A")["gain"] == pytest.approx(100 * (0.3 / 0.2 - 1))
    average = line(table, "v1t", "average")
    assert average["gain"] == pytest.approx(100 * (0.5 / 0.35 - 1))
    # In s1 both units gain 0.1: without noise that units share, there is none at all.
    same = line(table, "v1t", "A")
    assert (same["gain_low"], same["gain_high"]) == pytest.approx((50, 50))
    assert average["gain_low"] < average["gain"] < average["gain_high"]
    assert line(table, "cnn", "average")["gain"] == 0
    assert np.isnan(line(table, "ceiling", "average")["gain"])


def test_there_is_no_gain_over_a_baseline_that_predicts_nothing():
    runs = [made("cnn", "s1", [-0.1, 0.1]), made("v1t", "s1", [0.2, 0.4])]
    table = performance_table(runs, {"A": ["s1"]}, TRIALS, CNN)
    assert table["gain"].isna().all()
    assert "Gain" not in performance_markdown(table, "Table 1.")


def test_oracle_and_ceiling_stand_below_the_models_once():
    table = performance_table(BOTH, BY_MOUSE, TRIALS, CNN)
    assert table["row"].unique().tolist() == ["cnn", "v1t", "oracle", "ceiling"]
    assert line(table, "ceiling", "average")["value"] == pytest.approx(0.8)
    assert line(table, "ceiling", "average")["runs"] == 2
    assert line(table, "oracle", "A")["value"] == pytest.approx(0.6)


def test_statistics_have_their_own_ceilings_and_units():
    runs = [made("cnn", "s1", [0.1, 0.3, 0.2], feve=[0.5, np.nan, 0.7])]
    statistics = ("correlation_to_average", "feve")
    table = performance_table(runs, {"A": ["s1"]}, statistics, CNN)
    to_average = table[table["statistic"] == "correlation_to_average"]
    assert line(to_average, "ceiling", "A")["value"] == pytest.approx(0.9)
    feve = line(table, "cnn", "A", statistic="feve")
    assert feve["value"] == pytest.approx(0.6)
    assert (feve["units_scored"], feve["units_left_out"]) == (2, 1)


def test_ensembles_are_rows_of_their_own():
    runs = [*BOTH, made("v1t", "s1", [0.9, 0.9], members=5), made("v1t", "s2", [0.9], members=5)]
    table = performance_table(runs, BY_MOUSE, TRIALS, CNN)
    assert line(table, "v1t_ensemble", "average")["value"] == pytest.approx(0.9)
    assert line(table, "v1t", "average")["value"] == pytest.approx(0.5)


def test_transfer_is_set_against_the_other_training_of_the_same_model():
    runs = [
        made("v1t", "s1", [0.2, 0.2], training="alone"),
        made("v1t", "s1", [0.3, 0.3], training="transfer"),
        made("cnn", "s1", [0.2, 0.2], training="alone"),
        made("cnn", "s1", [0.1, 0.1], training="transfer"),
    ]
    published = read_published(PUBLISHED / "v1t_table_a6.csv")
    table = performance_table(runs, {"A": ["s1"]}, TRIALS, {"training": "alone"}, published)
    assert line(table, "v1t", "A", training="transfer")["gain"] == pytest.approx(50)
    assert line(table, "cnn", "A", training="transfer")["gain"] == pytest.approx(-50)
    assert line(table, "cnn", "A", training="transfer")["published"] == 0.357
    text = performance_markdown(table, "Table A.6.")
    assert "| V1T, readout on a frozen core | 0.300 (0.384) |" in text
    assert "ceiling" not in text


def test_scores_that_a_session_does_not_allow_say_why():
    runs = [made("cnn", "s1", [0.1, 0.2], repeats=False), made("cnn", "s2", [0.4, 0.6])]
    table = performance_table(runs, BY_MOUSE, ("correlation_to_average",), CNN)
    assert line(table, "cnn", "A")["status"] == "too few repeated pictures"
    assert line(table, "cnn", "average")["value"] == pytest.approx(1.0)
    assert line(table, "cnn", "average")["sessions"] == 1
    text = performance_markdown(table, "Table A.5.")
    assert "| CNN | too few repeated pictures | 1.000 | 1.000 |" in text


def test_cells_show_ours_spread_gain_and_paper():
    published = read_published(PUBLISHED / "v1t_table_a3.csv")
    table = performance_table(BOTH, BY_MOUSE, TRIALS, CNN, published)
    text = performance_markdown(table, "Table A.3.")
    assert "| Model | A | B | Average |" in text
    assert "| V1T | 0.300 (0.401) | 0.700 (0.464) | 0.500 ± 0.283 |" in text
    assert "| V1T | +50.0 [+50.0, +50.0] | +40.0" in text
    assert "| CNN | +0.0 | +0.0 | +0.0 |" in text
    assert "| Noise ceiling | 0.800 | 0.800 | 0.800 ± 0.000 |" in text
    assert "- The spread is over 2 sessions." in text


def test_columns_are_whole_or_absent():
    s_only = {"dataset_s": ["s1"], "dataset_f": ["s2"]}
    table = performance_table(BOTH[:3], s_only, TRIALS, CNN)
    assert set(table.loc[table["row"] == "v1t", "column"]) == {"dataset_s"}
    assert "| V1T | 0.300 | – |" in performance_markdown(table, "Table 1.")
    with pytest.raises(NeurodagError, match=r"v1t has no evaluation on session s2.* average"):
        performance_table(BOTH[:3], BY_MOUSE, TRIALS, CNN)


@pytest.mark.parametrize("about", [{"samples": 500}, {"gray": 1}, {"training": "alone"}])
def test_unlike_runs_are_not_averaged(about):
    (name,) = about
    with pytest.raises(NeurodagError, match=f"The runs of cnn have the {name}"):
        performance_table(
            [*BOTH, made("cnn", "s1", [0.1, 0.2], seed=1, **about)], BY_MOUSE, TRIALS, CNN
        )


def test_an_evaluation_counts_once():
    with pytest.raises(NeurodagError, match="Two evaluations are of cnn, session s1, seed 0"):
        performance_table([*BOTH, BOTH[0]], BY_MOUSE, TRIALS, CNN)
    with pytest.raises(NeurodagError, match="There are no evaluations"):
        performance_table([], BY_MOUSE, TRIALS, CNN)


def test_published_tables_of_another_kind_are_refused():
    by_training = read_published(PUBLISHED / "v1t_table_a6.csv")
    with pytest.raises(
        NeurodagError, match=r"has the columns row, training, .* ours is by row, col"
    ):
        performance_table(BOTH, BY_MOUSE, TRIALS, CNN, by_training)


@pytest.mark.parametrize("name", ["a3", "a4", "a6", "a7"])
def test_published_averages_are_those_of_the_published_mice(name):
    frame = read_published(PUBLISHED / f"v1t_table_{name}.csv")
    keys = [key for key in ("row", "training") if key in frame]
    for _, group in frame.groupby(keys):
        values = group.set_index("column")["value"]
        assert values.drop("average").mean() == pytest.approx(values["average"], abs=0.00051)


def test_published_tables_1_and_a3_and_a4_agree():
    table_1 = read_published(PUBLISHED / "v1t_table1.csv")
    for name, column in (("a3", "dataset_s"), ("a4", "dataset_f")):
        detailed = read_published(PUBLISHED / f"v1t_table_{name}.csv")
        average = detailed[detailed["column"] == "average"].assign(column=column)
        both = table_1.merge(average, on=["row", "column"])
        assert len(both) >= 4
        assert (both["value_x"] == both["value_y"]).all()
        assert (both["gain_x"] == both["gain_y"]).all()


@pytest.mark.parametrize(("animals", "compared"), [("ABCDE", True), ("AB", False), ("", False)])
def test_the_papers_average_is_shown_beside_that_of_the_same_animals(animals, compared):
    published = read_published(PUBLISHED / "v1t_table_a3.csv")
    lines = comparable(published, "column", [*animals, "average"])
    assert ("average" in set(lines["column"])) == compared
    assert set("ABCDE") <= set(lines["column"])
