"""A small table of every kind, made by the functions that make the real ones."""

from pathlib import Path

import numpy as np
import pandas as pd

from neurodag.search.trials import Trial
from neurodag.tables.forecast.distributions import distribution_table
from neurodag.tables.forecast.scores import forecast_table
from neurodag.tables.scores import read_published, score_table
from neurodag.tables.search import search_table
from neurodag.tables.vision.attention import attention_table
from neurodag.tables.vision.fields import field_table
from neurodag.tables.vision.performance import performance_table
from neurodag.tables.vision.reliability import reliability_table
from neurodag.tables.vision.search import search_table as trial_table
from tests.evaluations import make_evaluation
from tests.forecast_evaluations import make_distribution, make_response
from tests.unit.tables.vision import test_performance_table as vision
from tests.unit.tables.vision.test_attention_table import maps
from tests.unit.tables.vision.test_field_table import fields
from tests.unit.tables.vision.test_reliability_table import evaluation as reliability

PUBLISHED = Path(__file__).parents[3] / "published"
OURS = "all/quantformer/fine_tuned"
FORECASTERS = {"lstm": ["lstm"], "quantformer": [OURS]}


def published(name: str) -> pd.DataFrame:
    return read_published(PUBLISHED / f"{name}.csv")


def both_parts(**run: object) -> list:
    parts = ("validation", "test")
    return [make_evaluation(part=part, session=id, **run) for part in parts for id in ("a", "b")]


def scores(name: str, by: str | None = None) -> pd.DataFrame:
    runs = [make_evaluation(), make_evaluation([2.0, 3.0, 9.0], session="s2")]
    alone = [make_evaluation(scheme="mtm_prompted"), make_evaluation(scheme="", model="truth")]
    return score_table([*runs, *alone], published(name), by)


def responses(name: str) -> pd.DataFrame:
    return performance_table(
        vision.BOTH, vision.BY_MOUSE, vision.TRIALS, vision.CNN, published(name)
    )


def transferred(name: str) -> pd.DataFrame:
    runs = [vision.made("v1t", "s1", [0.2, 0.4], training=each) for each in ("alone", "transfer")]
    baseline = {"training": "alone"}
    return performance_table(runs, {"A": ["s1"]}, vision.TRIALS, baseline, published(name))


def forecasts(name: str) -> pd.DataFrame:
    runs = [
        make_response(method, {"mse": error + number}, subject=subject)
        for method, error in ((OURS, 0.1), ("lstm", 0.2))
        for number, subject in enumerate("ab")
    ]
    return forecast_table(runs, FORECASTERS, ("mse", "correlation"), "normalised", published(name))


def distributions() -> pd.DataFrame:
    runs = [
        make_distribution(OURS, [0.1], [0.2], {0.5: 0.4}, observations=(3,), subject=subject)
        for subject in "ab"
    ]
    return distribution_table(runs, {"quantformer": [OURS]})


def trials() -> pd.DataFrame:
    values = [{"core.blocks": blocks, "core.l1": 0.1 * blocks, "readout": "5"} for blocks in (1, 4)]
    best = Trial(number=1, values=values[1], scores=[0.1, 0.3, 0.2], state="complete", note="")
    other = Trial(number=0, values=values[0], scores=[None], state="pruned", note="no number")
    return trial_table([other, best], best)


def tables() -> dict[tuple[str, str], pd.DataFrame]:
    """By paper and name."""
    variants = {"base": both_parts(bits=[2.0, 3.0]), "wide": both_parts(bits=[1.0, 5.0])}
    references = {"psth": both_parts(bits=[0.5, 0.5], scheme="", model="psth", ratio=np.nan)}
    few = reliability("190923", [np.nan, np.nan], "too few repeated pictures")
    return {
        ("mtm", "table1"): scores("mtm_table1"),
        ("mtm", "table2"): scores("mtm_table2", "training"),
        ("mtm", "table7"): scores("mtm_table7", "ratio"),
        ("mtm", "search"): search_table(variants, references),
        ("v1t", "table_a3"): responses("v1t_table_a3"),
        ("v1t", "table_a6"): transferred("v1t_table_a6"),
        ("v1t", "table2"): attention_table(
            [maps("s1", -0.6, 0.2), maps("s2", np.nan, np.nan, np.nan)],
            {"A": "s1", "B": "s2"},
            published("v1t_table2"),
        ),
        ("v1t", "receptive_fields"): field_table(
            [fields("cnn_without_behavior", truth=True)], published("v1t_receptive_fields")
        ),
        ("v1t", "reliability"): reliability_table([reliability("NA", [0.2, 0.4]), few]),
        ("v1t", "search"): trials(),
        ("quantformer", "table2"): forecasts("quantformer_table2"),
        ("quantformer", "table_a4"): forecasts("quantformer_table_a4"),
        ("quantformer", "distributions"): distributions(),
    }
