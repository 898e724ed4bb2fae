"""Tables of forecasts against numbers worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from neurodag.errors import NeurodagError
from neurodag.tables.forecast.columns import ACTIVITY, RESPONSE
from neurodag.tables.forecast.markdown import forecast_markdown
from neurodag.tables.forecast.scores import forecast_table
from tests.forecast_evaluations import make_activity, make_response

OURS, THEIRS = "all/quantformer/fine_tuned", "lstm"
ROWS = {"lstm": [THEIRS], "quantformer": [OURS]}


def line(table: pd.DataFrame, row: str, column: str) -> pd.Series:
    (index,) = np.flatnonzero((table["row"] == row) & (table["column"] == column))
    return table.iloc[index]


def published(*lines: tuple) -> pd.DataFrame:
    return pd.DataFrame(lines, columns=["row", "column", "value", "spread", "stars"])


def test_scores_of_activity_follow_from_the_summed_counts_of_a_run():
    runs = [make_activity(THEIRS, [[50, 10, 2, 4], [20, 0, 2, 0]])]
    table = forecast_table(runs, {"lstm": [THEIRS]}, tuple(ACTIVITY))
    recall, precision = 4 / 8, 4 / 14
    assert list(table["column"]) == list(ACTIVITY)
    assert line(table, "lstm", "recall")["value"] == pytest.approx(100 * recall)
    assert line(table, "lstm", "precision")["value"] == pytest.approx(100 * precision)
    balanced = line(table, "lstm", "balanced_accuracy")
    assert balanced["value"] == pytest.approx(100 * (recall + 70 / 80) / 2)
    assert (balanced["unit"], balanced["observations"]) == ("%", 88)
    f1 = 2 * precision * recall / (precision + recall)
    assert line(table, "lstm", "f1")["value"] == pytest.approx(100 * f1)


def test_a_run_is_a_mean_over_observations_and_a_cell_one_over_runs():
    runs = [
        make_response(THEIRS, {"mse": [1.0, 4.0]}, observations=(20, 10), subject="a"),
        make_response(THEIRS, {"mse": [4.0]}, subject="b"),
        make_response(THEIRS, {"mse": [6.0]}, subject="b", seed=1),
    ]
    found = line(forecast_table(runs, {"lstm": [THEIRS]}, ("mse",)), "lstm", "mse")
    assert found["value"] == pytest.approx(4.0)
    assert found["spread"] == pytest.approx(np.std([2, 4, 6], ddof=1))
    assert (found["runs"], found["subjects"], found["stimuli"]) == (3, 2, 1)
    assert (found["low"], found["high"]) == pytest.approx((2.0, 5.0))  # two mice, of 2 and 5


def test_a_single_run_has_no_spread_and_no_interval():
    found = forecast_table([make_response(THEIRS, {"mse": 1})], {"lstm": [THEIRS]}, ("mse",))
    assert found.loc[0, ["spread", "low", "high", "p_value"]].isna().all()


def test_signals_are_normalised_or_raw():
    runs = [make_response(THEIRS, {"mae": 0.25}, raw=8)]
    for signal, value in (("normalised", 0.25), ("raw", 2.0)):
        assert forecast_table(runs, {"lstm": [THEIRS]}, ("mae",), signal).loc[0, "value"] == value


def test_observations_and_runs_without_a_correlation_are_left_out_and_counted():
    runs = [
        make_response(
            THEIRS,
            {"correlation": [0.5, 9.0, 0.1]},
            observations=(10, 10, 10),
            scored={"correlation": [6, 0, 2]},
        ),
        make_response(THEIRS, {"correlation": 9.0}, scored={"correlation": [0]}, subject="b"),
    ]
    table = forecast_table(runs, {"lstm": [THEIRS]}, ("mse", "correlation"))
    found = line(table, "lstm", "correlation")
    assert found["value"] == pytest.approx((6 * 0.5 + 2 * 0.1) / 8)
    assert (found["runs"], found["runs_undefined"]) == (1, 1)
    assert (found["undefined"], found["observations"]) == (32, 40)
    text = forecast_markdown(table, "Forecasts.", "normalised")
    assert "LSTM: 32 of 40 test observations have no correlation" in text
    assert "LSTM: runs without Corr, left out: 1." in text


def test_methods_that_only_forecast_constants_have_an_undefined_correlation():
    constant = make_response("mean", {}, scored={"correlation": [0]})
    table = forecast_table([constant], {"mean": ["mean"]}, ("mse", "correlation"))
    assert "| Mean | 0.000 | undefined |" in forecast_markdown(table, "Forecasts.", "raw")


def test_quantformer_is_tested_over_pairs_of_stimulus_and_subject_in_the_better_direction():
    runs = []
    for number in range(6):
        run = {"subject": f"m{number}"}
        runs += [
            make_response(THEIRS, {"mse": 2.0, "ssim": 0.1 * number}, **run),
            make_response(OURS, {"mse": 1.0 + number / 10, "ssim": 0.6}, task="codes", **run),
            # Another seed, that makes ours better still, is averaged and not counted as a pair.
            make_response(OURS, {"mse": 0.5, "ssim": 0.9}, task="codes", seed=1, **run),
        ]
    runs.append(make_response(THEIRS, {"mse": -9.0}, subject="only theirs"))
    table = forecast_table(runs, ROWS, ("mse", "ssim"))
    for column in ("mse", "ssim"):
        found = line(table, "lstm", column)
        assert (found["p_value"], found["pairs"]) == (1 / 2**6, 6)  # all six signs are ours
        assert np.isnan(line(table, "quantformer", column)["p_value"])
    worse = forecast_table(runs, {"lstm": [OURS], "quantformer": [THEIRS]}, ("mse",))
    assert line(worse, "lstm", "mse")["p_value"] == 1.0
    text = forecast_markdown(table, "Forecasts.", "normalised")
    assert "| LSTM | 0.429 ± 4.158 \\*\\* | 0.214 ± 0.195 \\*\\* |" in text
    assert "\\*\\* below 0.05, \\* below 0.01" in text
    assert "LSTM: runs 7, subjects 7, stimuli 1." in text
    assert "QuantFormer: runs 12, subjects 6, stimuli 1." in text


def test_without_quantformer_nothing_is_tested():
    table = forecast_table([make_response(THEIRS, {})], {"lstm": [THEIRS]}, ("mse",))
    assert table.loc[0, "pairs"] == 0
    assert "Wilcoxon" not in forecast_markdown(table, "Forecasts.", "normalised")


def test_rows_have_several_methods_and_methods_several_rows():
    held_out = ["without.a/quantformer/fine_tuned", "without.b/quantformer/fine_tuned"]
    runs = [
        make_response(method, {"mse": mse}, task="codes", subject=subject)
        for method, mse, subject in zip(held_out, (1, 3), "ab", strict=True)
    ]
    runs.append(make_response(OURS, {"mse": 7}, task="codes"))
    rows = {"subjects": held_out, "k_32": [OURS], "d_128": [OURS]}
    table = forecast_table(runs, rows, ("mse",))
    assert list(table["row"]) == ["subjects", "k_32", "d_128"]
    assert list(table["value"]) == [2, 7, 7]
    text = forecast_markdown(table, "Forecasts.", "normalised")
    assert "| Subjects | 2.000 ± 1.414 |\n| K = 32 | 7.000 |\n| d = 128 | 7.000 |" in text


def test_a_row_may_have_activity_and_responses():
    runs = [make_activity(OURS, [[8, 2, 1, 1]]), make_response(OURS, {"mse": 2}, task="codes")]
    table = forecast_table(runs, {"quantization": [OURS]}, ("balanced_accuracy", "mse"))
    assert list(table["value"]) == pytest.approx([65.0, 2.0])


def test_the_papers_numbers_stand_beside_ours_its_correlation_twice():
    theirs = published(
        ("lstm", "mse", 60349.339, np.nan, "*"),
        ("lstm", "correlation", 0.273, 0.129, "**"),
        ("informer", "mse", 0.285, 0.376, "**"),
    )
    runs = [make_response(THEIRS, {"mse": 3e7, "correlation": -0.1, "absolute_correlation": 0.3})]
    columns = ("mse", "correlation", "absolute_correlation")
    table = forecast_table(runs, {"lstm": [THEIRS]}, columns, published=theirs)
    text = forecast_markdown(table, "Forecasts.", "normalised")
    assert "| Model | MSE ↓ | Corr ↑ | Absolute corr ↑ |" in text
    row = next(each for each in text.splitlines() if each.startswith("| LSTM"))
    paper = "0.273 ± 0.129 \\*\\*"
    assert row == f"| LSTM | 3.00e+07 (60349.339 \\*) | -0.100 ({paper}) | 0.300 ({paper}) |"
    assert "The paper's Corr stands beside both" in text


def test_order_of_rows_is_that_given_and_columns_that_of_the_table():
    runs = [make_response(method, {}) for method in ("lstm", "mean", "poco")]
    rows = {name: [name] for name in ("poco", "mean", "lstm")}
    table = forecast_table(runs, rows, tuple(RESPONSE))
    assert list(table["row"].unique()) == list(rows)
    assert list(table["column"].unique()) == list(RESPONSE)


def test_rows_without_runs_are_named():
    runs = [make_response(THEIRS, {})]
    with pytest.raises(NeurodagError, match=r"scores of without\.b/.* the row “Subjects”"):
        forecast_table(runs, {"lstm": [THEIRS], "subjects": ["without.b/q/f"]}, ("mse",))
    with pytest.raises(NeurodagError, match="No evaluation has scores of lstm"):
        forecast_table(runs, {"lstm": [THEIRS]}, ("f1",))


def test_runs_that_were_given_twice_are_named():
    runs = [make_response(THEIRS, {}, seed=3)] * 2
    with pytest.raises(NeurodagError, match=r"“LSTM”, drifting_gratings, subject a, seed 3; give"):
        forecast_table(runs, {"lstm": [THEIRS]}, ("mse",))


def test_forecasts_of_codes_and_of_signals_are_not_averaged():
    runs = [make_response(OURS, {}, task=task, subject=task) for task in ("codes", "signals")]
    with pytest.raises(NeurodagError, match=r"“QuantFormer” have the tasks codes, signals, which"):
        forecast_table(runs, {"quantformer": [OURS]}, ("mse",))


def test_published_columns_without_a_place_are_named():
    theirs = published(("lstm", "mse", 1.0, 1.0, "")).assign(training="alone")
    with pytest.raises(NeurodagError, match="has the columns training, which this table has no"):
        forecast_table([make_response(THEIRS, {})], {"lstm": [THEIRS]}, ("mse",), published=theirs)
