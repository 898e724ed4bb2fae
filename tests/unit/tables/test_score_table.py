"""The table of scores against numbers worked out by hand."""

from pathlib import Path
from typing import get_args

import numpy as np
import pandas as pd
import pytest

from neurodag import labels
from neurodag.config.studies import Scheme
from neurodag.errors import NeurodagError
from neurodag.evaluation.tasks import TASKS
from neurodag.tables.blocks import title_of
from neurodag.tables.scores import read_published, score_table
from tests.evaluations import make_decoding, make_evaluation

PUBLISHED = Path(__file__).parents[3] / "published"


def line(table: pd.DataFrame, row: str, column: str, statistic: str = "mean", **more) -> pd.Series:
    chosen = (table["row"] == row) & (table["column"] == column) & (table["statistic"] == statistic)
    for name, value in more.items():
        chosen &= table[name] == value
    (index,) = np.flatnonzero(chosen)
    return table.iloc[index]


def test_labels_name_every_scheme_and_task():
    assert tuple(labels.SCHEMES) == get_args(Scheme)
    assert tuple(labels.TASKS) == TASKS


def test_statistics_of_one_run():
    table = score_table([make_evaluation([1.0, 2.0, 6.0], spikes=[1, 1, 8])])
    assert line(table, "temporal", "co_smoothing")["value"] == 3.0
    assert line(table, "temporal", "co_smoothing", "median")["value"] == 2.0
    assert line(table, "temporal", "co_smoothing", "spike_weighted_mean")["value"] == 5.1
    assert np.isnan(line(table, "temporal", "co_smoothing")["spread"])
    assert line(table, "temporal", "co_smoothing")["unit"] == "bits per spike"


def test_spread_over_seeds():
    runs = [make_evaluation([mean, mean], seed=seed) for seed, mean in enumerate((1.0, 2.0, 3.0))]
    found = line(score_table(runs), "temporal", "co_smoothing")
    assert (found["value"], found["spread"], found["spread_over"]) == (2.0, 1.0, "seeds")
    assert (found["runs"], found["sessions"], found["units_scored"]) == (3, 1, 2)


def test_sessions_weigh_the_same_however_many_seeds_they_have():
    runs = [
        make_evaluation([1.0], session="a", seed=0),
        make_evaluation([3.0], session="a", seed=1),
        make_evaluation([4.0, 4.0, 4.0], session="b"),
    ]
    found = line(score_table(runs), "temporal", "co_smoothing")
    assert found["value"] == 3.0
    assert found["spread"] == pytest.approx(np.sqrt(2))
    assert (found["spread_over"], found["runs"], found["units_scored"]) == ("sessions", 3, 4)


def test_units_without_a_score_are_left_out_and_counted():
    status = np.zeros((4, 4))
    status[0, 1] = 1
    status[2, 2:] = 2
    runs = [make_evaluation([1.0, 100.0, 3.0, 5.0], status=status, seed=seed) for seed in (0, 1)]
    table = score_table(runs)
    co_smoothing = line(table, "temporal", "co_smoothing")
    assert co_smoothing["value"] == 3.0
    assert (co_smoothing["units_scored"], co_smoothing["units_silent"]) == (3, 1)
    intra = line(table, "temporal", "intra_region", "median")
    assert intra["value"] == 50.5
    assert (intra["units_left_out"], intra["units_no_context"]) == (2, 2)


def test_a_metric_that_no_unit_has_says_why():
    status = np.zeros((4, 2))
    status[3] = 2
    status[1] = 1
    table = score_table([make_evaluation([1.0, 2.0], status=status)])
    inter = line(table, "temporal", "inter_region")
    assert np.isnan(inter["value"])
    assert (inter["status"], inter["runs"]) == ("no context", 0)
    assert line(table, "temporal", "forward_prediction")["status"] == "silent"


def test_behaviour_and_its_absence():
    runs = [
        make_evaluation(session="a", choice=0.7, whisker=None),
        make_evaluation(session="b", choice=0.9, whisker=0.4),
        make_evaluation(session="a", scheme="neuron", choice=0.6),
    ]
    table = score_table(runs)
    choice = line(table, "temporal", "choice")
    assert choice["value"] == pytest.approx(0.8)
    assert choice["unit"] == "accuracy"
    assert choice["units_scored"] is pd.NA
    whisker = line(table, "temporal", "whisker_motion_energy")
    assert (whisker["value"], whisker["sessions"], whisker["sessions_left_out"]) == (0.4, 1, 1)
    assert line(table, "neuron", "whisker_motion_energy")["status"] == "not recorded"
    chance = line(table, "chance", "choice")
    assert chance["value"] == pytest.approx(0.55)
    assert (chance["runs"], chance["sessions"]) == (2, 2)


def test_rows_and_columns_come_in_the_papers_order_references_last():
    runs = [
        make_evaluation(model="truth", scheme="", ratio=np.nan),
        make_evaluation(model="psth", scheme="", ratio=np.nan),
        make_evaluation(scheme="mtm_prompted"),
        make_evaluation(scheme="temporal"),
    ]
    table = score_table(runs)
    assert list(table["row"].unique()) == ["temporal", "mtm_prompted", "psth", "truth", "chance"]
    assert list(table["column"].unique()) == list(labels.METRICS)
    assert list(table["statistic"].unique()) == list(labels.STATISTICS)


def test_published_numbers_stand_beside_the_means_only():
    table = score_table(
        [make_evaluation(scheme="neuron")], read_published(PUBLISHED / "mtm_table3.csv")
    )
    assert line(table, "neuron", "forward_prediction")["published"] == -0.21
    assert line(table, "neuron", "choice")["published"] == 0.68
    assert np.isnan(line(table, "neuron", "forward_prediction", "median")["published"])


def test_by_ratio_repeats_rows_that_have_none():
    runs = [
        make_evaluation([1.0], ratio=0.1),
        make_evaluation([2.0], ratio=0.6),
        make_evaluation([5.0], scheme="causal", ratio=0.3),
        make_evaluation([0.5], scheme="", model="psth", ratio=np.nan),
    ]
    table = score_table(runs, read_published(PUBLISHED / "mtm_table7.csv"), by="ratio")
    assert set(table["ratio"]) == {0.1, 0.6}
    assert line(table, "temporal", "co_smoothing", ratio=0.6)["value"] == 2.0
    assert line(table, "temporal", "co_smoothing", ratio=0.6)["published"] == 0.92
    for ratio in (0.1, 0.6):
        assert line(table, "causal", "co_smoothing", ratio=ratio)["value"] == 5.0
        assert line(table, "psth", "co_smoothing", ratio=ratio)["value"] == 0.5


def test_mask_ratios_are_not_averaged():
    runs = [make_evaluation(ratio=0.1), make_evaluation(ratio=0.6)]
    with pytest.raises(NeurodagError, match=r"Temporal .* mask ratios 0\.1, 0\.6"):
        score_table(runs)


def test_by_training_repeats_references_beside_single_and_multi_session():
    runs = [
        make_evaluation([1.0], scheme="mtm_prompted", model="ndt1_stitch"),
        make_evaluation([2.0], scheme="mtm_prompted", model="ndt1_stitch", pretraining_sessions=34),
        make_evaluation([0.5], scheme="", model="psth", ratio=np.nan),
    ]
    table = score_table(runs, read_published(PUBLISHED / "mtm_table2.csv"), by="training")
    assert list(table["training"].unique()) == ["single_session", "multi_session"]
    for training, value, paper, sessions in (
        ("single_session", 1.0, 1.00, 0),
        ("multi_session", 2.0, 1.11, 34),
    ):
        found = line(table, "mtm_prompted", "co_smoothing", training=training)
        assert (found["value"], found["published"], found["pretrained_on"]) == (
            value,
            paper,
            sessions,
        )
        assert line(table, "psth", "co_smoothing", training=training)["value"] == 0.5
        assert line(table, "chance", "choice", training=training)["value"] == 0.55


@pytest.mark.parametrize(
    ("by", "block", "title"),
    [
        ("ratio", np.float64(0.3), "mask ratio 0.3"),
        ("training", "multi_session", "multi-session"),
        ("pretraining_sessions", np.int64(0), "not pretrained"),
        ("pretraining_sessions", np.int64(1), "pretrained on 1 session"),
        ("pretraining_sessions", np.int64(34), "pretrained on 34 sessions"),
    ],
)
def test_blocks_have_titles(by, block, title):
    assert title_of(by, block) == title


def test_unlike_networks_are_not_averaged():
    runs = [make_evaluation(pretraining_sessions=number) for number in (0, 10, 34)]
    with pytest.raises(NeurodagError, match=r"numbers of pretraining sessions 10, 34, which must"):
        score_table(runs, by="training")
    with pytest.raises(NeurodagError, match=r"numbers of pretraining sessions 0, 10, 34"):
        score_table(runs)
    assert len(score_table(runs, by="pretraining_sessions")["pretraining_sessions"].unique()) == 3
    with pytest.raises(NeurodagError, match=r"Temporal .* architectures ndt1, ndt2, which must"):
        score_table([make_evaluation(), make_evaluation(model="ndt2")])


def test_blocks_need_a_scheme():
    with pytest.raises(
        NeurodagError, match=r"by ratio needs runs of a scheme .* are of psth, chance"
    ):
        score_table([make_evaluation(scheme="", model="psth", ratio=np.nan)], by="ratio")


def test_intervals_resample_sessions_and_units():
    rng = np.random.default_rng(0)
    runs = [
        make_evaluation(mean + rng.normal(size=50), session=f"s{number}", choice=0.7 + number / 100)
        for number, mean in enumerate(rng.normal(size=10))
    ]
    table = score_table(runs)
    found = line(table, "temporal", "co_smoothing")
    assert found["interval_over"] == "sessions and units"
    between = 0.9 * found["spread"] ** 2  # a bootstrap sees 9/10 of the variance of 10 sessions
    expected = 2 * 1.96 * np.sqrt(between / 10 + 1 / 50 / 10)
    assert found["high"] - found["low"] == pytest.approx(expected, rel=0.2)
    choice = line(table, "temporal", "choice")
    assert (choice["interval_over"], choice["low"] < choice["value"]) == ("sessions", True)


def test_the_same_evaluations_give_the_same_table():
    runs = [make_evaluation(session=name) for name in "ab"]
    assert score_table(runs).equals(score_table(runs))


def test_intervals_of_one_session():
    seeds = [make_evaluation([0.0, 1.0, 2.0, 3.0], seed=seed) for seed in (0, 1)]
    found = line(score_table(seeds), "temporal", "inter_region", "median")
    assert (found["interval_over"], found["spread"]) == ("units", 0)
    assert 0 <= found["low"] < found["high"] <= 3
    choice = line(score_table(seeds), "temporal", "choice")
    assert (choice["interval_over"], np.isnan(choice["low"])) == ("", True)


def test_shares_of_what_the_true_rates_reach():
    def session(name, ours, truth, choice):
        return [
            make_evaluation(ours, session=name, choice=choice, whisker=0.3),
            make_evaluation(
                truth,
                session=name,
                scheme="",
                model="truth",
                ratio=np.nan,
                choice=0.95,
                whisker=0.6,
            ),
        ]

    runs = session("a", [0.5, 1.5], [1.0, 3.0], 0.75) + session("b", [3.0, 3.0], [4.0, 4.0], 0.95)
    table = score_table(runs)
    assert line(table, "temporal", "co_smoothing")["share"] == pytest.approx((0.5 + 0.75) / 2)
    assert line(table, "temporal", "choice")["share"] == pytest.approx((0.5 + 1) / 2)
    assert line(table, "temporal", "whisker_motion_energy")["share"] == pytest.approx(0.5)
    assert line(table, "truth", "co_smoothing")["share"] == 1
    assert score_table(runs[::2])["share"].isna().all()


def test_prompts_are_rows():
    runs = [
        make_decoding(
            "prompt",
            ["neuron", "causal"],
            [0.8, 0.9],
            [0.1, shift],
            session=name,
            scheme="mtm_prompted",
            model="ndt1_stitch",
            pretraining_sessions=34,
        )
        for name, shift in (("a", 0.2), ("b", 0.4))
    ]
    runs += [
        make_evaluation([1.0], scheme="", model="psth", ratio=np.nan, session=name, choice=0.5)
        for name in "ab"
    ]
    table = score_table(runs, read_published(PUBLISHED / "mtm_table6.csv"))
    causal = line(table, "causal", "whisker_motion_energy")
    assert causal["value"] == pytest.approx(0.3)
    assert (causal["published"], causal["sessions"], causal["pretrained_on"]) == (0.68, 2, 34)
    assert line(table, "neuron", "choice")["value"] == pytest.approx(0.8)
    assert line(table, "psth", "choice")["value"] == 0.5
    assert (line(table, "chance", "choice")["value"], line(table, "chance", "choice")["runs"]) == (
        0.55,
        2,
    )


def test_diverged_runs_are_not_averaged():
    with pytest.raises(NeurodagError, match="marks 1 units of co_smoothing as scored"):
        score_table([make_evaluation([1.0, np.nan])])


def test_unknown_rows_are_named():
    with pytest.raises(
        NeurodagError, match=r"scheme 'random'.*The rows are temporal, random_token"
    ):
        score_table([make_evaluation(scheme="random")])


def test_no_evaluations():
    with pytest.raises(NeurodagError, match="There are no evaluations"):
        score_table([])


def test_published_tables_are_read_or_refused(tmp_path):
    for path in PUBLISHED.glob("mtm_table*.csv"):
        frame = read_published(path)
        assert frame["value"].notna().all()
        assert set(frame["column"]) <= set(labels.METRICS)
        keys = [name for name in frame.columns if name != "value"]
        assert not frame.duplicated(keys).any()
    broken = tmp_path / "broken.csv"
    broken.write_text("row,value\ntemporal,1\n")
    with pytest.raises(NeurodagError, match="lacks the columns column"):
        read_published(broken)
    by_ratio = read_published(PUBLISHED / "mtm_table7.csv")
    with pytest.raises(NeurodagError, match="ours is by row, column"):
        score_table([make_evaluation()], by_ratio)


def test_table_3_contains_table_1():
    tables = [read_published(PUBLISHED / f"mtm_table{number}.csv") for number in (1, 3)]
    both = tables[0].merge(tables[1], on=["row", "column"], validate="one_to_one")
    assert len(both) == 28
    assert (both["value_x"] == both["value_y"]).all()
