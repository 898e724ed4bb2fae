"""Values as people read them."""

from typing import Any

import pandas as pd
import yaml

NONE = "–"
"""Stands where there is nothing."""


def as_yaml(value: Any) -> str:
    """Settings, without the end of the last line."""
    if value is None:
        return NONE
    text = yaml.safe_dump(
        value, sort_keys=False, default_flow_style=None, width=100, allow_unicode=True
    )
    return text.removesuffix("\n").removesuffix("\n...")


def brief(value: float | None) -> str:
    """A number with four significant digits."""
    return NONE if value is None or pd.isna(value) else f"{value:.4g}"
