"""The kinds of tables that a summary is made from, and what their files leave unsaid."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandas as pd

ABOUT_TRIAL = ("trial", "state", "note", "epochs", "validation_correlation", "best")
"""Columns of a table of trials; all others are the keys that were searched."""


def trials(table: pd.DataFrame) -> pd.DataFrame:
    """One line for each trial, with its keys as JSON."""
    keys = [str(name) for name in table if name not in ABOUT_TRIAL]
    return pd.DataFrame(
        {
            "row": table["trial"],
            "column": "validation_correlation",
            "kind": "trial",
            "part": "validation",
            "value": table["validation_correlation"],
            "status": (table["state"] + " " + table["note"]).str.strip(),
            "chosen": table["best"],
            "settings": [
                json.dumps({key: as_number(line[key]) for key in keys})
                for _, line in table.iterrows()
            ],
            "epochs": table["epochs"],
        }
    )


def as_number(text: str) -> int | float | str:
    """The number that a text is, or the text."""
    for number in (int, float):
        try:
            return number(text)
        except ValueError:
            continue
    return text


def receptive_fields(table: pd.DataFrame) -> pd.DataFrame:
    """The file has the units whose fits count, and all units."""
    left_out = table["all_units"].astype(int) - table["units"].astype(int)
    lines = table.drop(columns="all_units").rename(columns={"units": "units_scored"})
    return lines.assign(units_left_out=left_out.astype(str))


def reliability(table: pd.DataFrame) -> pd.DataFrame:
    return table.rename(columns={"units": "units_scored"})


def variants(table: pd.DataFrame) -> pd.DataFrame:
    """The file bounds the gain, not the value."""
    return table.rename(columns={"low": "gain_low", "high": "gain_high"})


def unchanged(table: pd.DataFrame) -> pd.DataFrame:
    return table


@dataclass(frozen=True)
class Kind:
    """What is filled in where a file has no such column."""

    change: Callable[[pd.DataFrame], pd.DataFrame] = unchanged
    """From the file, all text, to the columns of a summary."""
    unit: str = "1"
    units: Mapping[str, str] = field(default_factory=dict)
    """By column, of those that have another unit."""
    gain_unit: str = ""
    spread_over: str = ""
    interval_over: str = ""


KINDS = {
    "units_silent": Kind(),
    "kind": Kind(
        variants,
        unit="bits per spike",
        gain_unit="bits per spike",
        interval_over="sessions and units",
    ),
    "gain_low": Kind(gain_unit="%", interval_over="sessions and units"),
    "all_units": Kind(
        receptive_fields,
        unit="px",
        units={"near": "%", "size_ratio": "1", "orientation_error": "degree"},
        spread_over="units",
    ),
    "units": Kind(reliability, spread_over="units", interval_over="units"),
    "validation_correlation": Kind(trials),
    "runs_undefined": Kind(spread_over="runs", interval_over="subjects"),
    "stimulus": Kind(
        units={"crps": "ΔF/F", "point_error": "ΔF/F", "gain": "%"}, spread_over="runs"
    ),
    "p_value": Kind(spread_over="runs"),
}
"""By the column that tells a kind from those below it: scores of MtM and its search; responses,
receptive fields, reliability and the search of V1T; forecasts and their distributions; attention of
V1T."""
