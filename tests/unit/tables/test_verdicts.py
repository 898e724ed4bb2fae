"""How far a number is from the paper's, in a word."""

import numpy as np
import pandas as pd
import pytest

from neurodag.tables.verdicts import VERDICTS, printed_step, verdicts

KNOWN = {
    "paper": "mtm",
    "table": "table1",
    "column": "co_smoothing",
    "value": 0.5,
    "spread": 0.1,
    "low": 0.4,
    "high": 0.55,
    "published": 0.45,
    "published_spread": np.nan,
}


def verdict(**values: object) -> str:
    (word,) = verdicts(pd.DataFrame([KNOWN | values]))
    return word


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({}, "reproduced"),
        ({"published": 0.4}, "reproduced"),
        ({"published": 0.58}, "within spread"),
        ({"published": 0.61}, "off"),
        ({"published": 0.61, "published_spread": 0.2}, "within spread"),
        ({"low": np.nan, "high": np.nan}, "within spread"),
        ({"low": np.nan, "high": np.nan, "spread": np.nan}, "off"),
        ({"low": np.nan, "high": np.nan, "spread": np.nan, "value": 0.4549}, "reproduced"),
        ({"low": np.nan, "high": np.nan, "spread": np.nan, "value": 0.4551}, "off"),
        ({"value": np.nan}, "not run"),
        ({"published": np.nan}, ""),
    ],
)
def test_a_number_beside_the_papers(values, word):
    assert verdict(**values) == word
    assert word in {*VERDICTS, ""}


def test_decimals_are_those_of_the_column():
    lines = pd.DataFrame(
        [KNOWN | {"published": number} for number in (0.7, 0.72, np.nan, 3.0)]
        + [KNOWN | {"published": 3.0, "column": "mse"}]
    )
    np.testing.assert_allclose(printed_step(lines), [0.01, 0.01, 0.01, 0.01, 1.0])


def test_no_lines_have_no_verdicts():
    lines = pd.DataFrame(columns=[*KNOWN]).astype(dict.fromkeys([*KNOWN][3:], float))
    assert verdicts(lines).empty
