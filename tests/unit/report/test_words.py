"""Values as people read them."""

from typing import Any

import numpy as np
import pytest

from neurodag.report.words import as_yaml, brief


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (0.5, "0.5"),
        ("é", "é"),
        (True, "true"),
        ([1, 2], "[1, 2]"),
        ({}, "{}"),
        ({"b": 1, "a": {"c": [1]}}, "b: 1\na:\n  c: [1]"),
    ],
)
def test_settings(value: Any, text: str) -> None:
    assert as_yaml(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (np.nan, "–"),
        (0.0, "0"),
        (1, "1"),
        (0.123456, "0.1235"),
        (-60349.3, "-6.035e+04"),
    ],
)
def test_numbers(value: float | None, text: str) -> None:
    assert brief(value) == text
