"""The table of a search against numbers worked out by hand."""

import itertools

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from neurodag.config import Search
from neurodag.errors import NeurodagError
from neurodag.tables.averages import AVERAGES
from neurodag.tables.search import CHOICE, OVERALL, search_table
from neurodag.tables.search_markdown import search_markdown
from tests.evaluations import TASKS, make_evaluation

PARTS = ("validation", "test")


def scored(validation, test, sessions="a", seeds=(0,), **run) -> list[xr.Dataset]:
    """Evaluations of both parts, with the same bits per spike on every session, for every seed."""
    return [
        make_evaluation(bits, part=part, session=session, seed=seed, **run)
        for part, bits in zip(PARTS, (validation, test), strict=True)
        for session, seed in itertools.product(sessions, seeds)
    ]


def reference(name: str, validation, test, **run) -> list[xr.Dataset]:
    return scored(validation, test, scheme="", model=name, ratio=np.nan, **run)


def line(
    table: pd.DataFrame,
    row: str,
    part: str = "test",
    column: str = OVERALL,
    statistic: str = "mean",
    session: str | None = None,
) -> pd.Series:
    keys = {"row": row, "part": part, "column": column, "statistic": statistic}
    chosen = table[(table[list(keys)] == pd.Series(keys)).all(axis=1)]
    chosen = chosen[chosen["session"].isna() if session is None else chosen["session"] == session]
    assert len(chosen) == 1
    return chosen.iloc[0]


PSTH = reference("psth", [0.0, 0.0], [0.0, 0.0])


def chosen(table: pd.DataFrame) -> set[str]:
    return set(table.loc[table["chosen"], "row"])


def test_gains_are_counted_from_the_best_reference_unit_by_unit():
    variants = {"base": scored([5.0, 5.0, 5.0], [1.0, 2.0, 6.0], spikes=[1, 1, 8])}
    references = {"linear": reference("linear", [1.0] * 3, [0.5, 3.0, 4.0], spikes=[1, 1, 8])}
    table = search_table(variants, references)
    gains = {"mean": 0.5, "median": 0.5, "spike_weighted_mean": (0.5 - 1 + 16) / 10}
    for statistic, gain in gains.items():
        found = line(table, "base", statistic=statistic)
        assert found["gain"] == pytest.approx(gain)
        assert line(table, "linear", statistic=statistic)["gain"] == 0
    assert line(table, "base")["value"] == 3.0
    assert line(table, "base", "validation")["gain"] == 4.0


def test_validation_trials_choose_the_reference_of_each_task_for_both_parts():
    def by_task(first: float, others: float) -> np.ndarray:
        return np.array([[first], [others], [others], [others]])

    references = {
        "psth": reference("psth", by_task(0.1, 0.5), by_task(0.9, 0.2)),
        "linear": reference("linear", by_task(0.3, 0.4), by_task(0.3, 0.6)),
    }
    table = search_table({"base": scored([1.0], [1.0])}, references)
    assert line(table, "base", "test", "co_smoothing")["gain"] == pytest.approx(0.7)
    assert line(table, "base", "test", "intra_region")["gain"] == pytest.approx(0.8)
    assert line(table, "base", "test")["gain"] == pytest.approx((0.7 + 3 * 0.8) / 4)
    assert line(table, "psth", "test", "co_smoothing")["gain"] == pytest.approx(0.6)
    assert line(table, "base", "validation", "co_smoothing")["gain"] == pytest.approx(0.7)


def test_the_variant_is_chosen_on_validation_trials():
    variants = {
        "base": scored([0.2, 0.2], [0.1, 0.1]),
        "best": scored([0.4, 0.4], [0.3, 0.3]),
        "lucky": scored([0.3, 0.3], [0.9, 0.9]),
    }
    table = search_table(variants, {"psth": PSTH})
    assert chosen(table) == {"best"}
    assert line(table, "best")["gain"] == pytest.approx(0.3)


def test_the_average_weighted_by_spikes_chooses():
    spikes = [1, 9]
    variants = {
        "rare": scored([5.0, 0.1], [0.0, 0.0], spikes=spikes),
        "common": scored([0.0, 0.7], [0.0, 0.0], spikes=spikes),
    }
    table = search_table(variants, {"psth": PSTH})
    assert chosen(table) == {"common"}
    assert CHOICE == "spike_weighted_mean"


def test_of_equals_the_first_is_chosen():
    runs = scored([1.0, 1.0], [1.0, 1.0])
    assert chosen(search_table({"second": runs, "first": runs}, {"psth": PSTH})) == {"second"}


def test_units_then_seeds_and_tasks_then_sessions_are_averaged():
    status = np.zeros((4, 3))
    status[1, 1:] = 1  # one unit is scored in forward prediction
    status[3] = 2  # and none in the inter-region task
    few = {"sessions": "a", "status": status}
    variants = {
        "base": [
            *scored([0.0] * 3, [1.0, 2.0, 6.0], seeds=[1], **few),
            *scored([0.0] * 3, [3.0, 4.0, 8.0], seeds=[2], **few),
            *scored([0.0] * 2, [7.0, 7.0], sessions="b"),
        ]
    }
    psth = reference("psth", [0.0] * 3, [0.0] * 3, **few) + reference(
        "psth", [0.0] * 2, [0.0] * 2, sessions="b"
    )
    table = search_table(variants, {"psth": psth})
    assert line(table, "base", session="a")["gain"] == pytest.approx((4 + 2 + 4) / 3)
    assert line(table, "base")["gain"] == pytest.approx((10 / 3 + 7) / 2)
    assert (line(table, "base")["sessions"], line(table, "base")["runs"]) == (2, 3)
    inter = line(table, "base", column="inter_region")
    assert (inter["gain"], inter["sessions"]) == (7.0, 1)
    assert np.isnan(line(table, "base", column="inter_region", session="a")["gain"])


def test_intervals_are_of_the_gain_over_units():
    """Network and reference vary together, so their difference varies little."""
    rng = np.random.default_rng(0)
    bits, more = rng.normal(0, 5, 100), rng.normal(0.1, 0.02, 100)
    table = search_table(
        {"base": scored(bits + more, bits + more)}, {"psth": reference("psth", bits, bits)}
    )
    for column in (OVERALL, "co_smoothing"):  # whose tasks are all alike here
        found = line(table, "base", column=column)
        assert found["low"] < found["gain"] < found["high"]
        assert found["high"] - found["low"] == pytest.approx(2 * 1.96 * more.std() / 10, rel=0.2)
    assert line(table, "base", session="a")[["low", "high"]].isna().all()


def test_averages_leave_out_units_without_a_score():
    scores, spikes = np.array([[1.0, np.nan, 3.0, 8.0]]), np.array([[1, 7, 1, 2]])
    found = {name: average(scores, spikes).item() for name, average in AVERAGES.items()}
    assert found == {"mean": 4.0, "median": 3.0, "spike_weighted_mean": 5.0}


def test_every_row_needs_both_parts_of_every_session():
    with pytest.raises(NeurodagError, match="no evaluation of wide on the test trials of b; the"):
        search_table(
            {
                "base": scored([1.0], [1.0], sessions="ab"),
                "wide": scored([1.0], [1.0], sessions="ab")[:-1],
            },
            {"psth": reference("psth", [0.0], [0.0], sessions="ab")},
        )


def test_nothing_to_choose_by():
    silent = np.ones((4, 1))
    with pytest.raises(NeurodagError, match="No unit has a score on the validation trials"):
        search_table(
            {"base": scored([1.0], [1.0], status=silent)},
            {"psth": reference("psth", [0.0], [0.0], status=silent)},
        )


def test_markdown_marks_the_choice_and_says_what_variants_are():
    variants = {
        "base": scored([0.2, 0.2], [0.1, 0.1], sessions="ab"),
        "wide": scored([0.4, 0.4], [0.25, 0.25], sessions="ab"),
    }
    psth = reference("psth", [0.0, 0.0], [0.05, 0.05], sessions="ab")
    search = Search.model_validate(
        {"sessions": ["x"], "variants": {"base": {}, "wide": {"model": {"width": 64}}}}
    )
    text = search_markdown(search_table(variants, {"psth": psth}), search)
    score = "| 0.25 (+0.20) " * len(TASKS)
    assert f"| **wide (chosen)** | 0.400 [0.400, 0.400] | 0.200 [0.200, 0.200] {score}|" in text
    assert "| base | 0.200 " in text
    assert "| Trial-average PSTH | 0.000 " in text
    assert "MtM (Prompted), on 2 session(s), 2 run(s) of each variant" in text
    assert "- base: the settings as they are.\n- wide: model.width 64.\n" in text
    assert "somewhat optimistic: the linear reference chooses its penalties there" in text
