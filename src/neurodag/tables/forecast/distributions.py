"""Whether forecasts that are distributions tell how sure they are, by stimulus."""

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd
import xarray as xr

from neurodag.tables.forecast.labels import row_label, stimulus_label
from neurodag.tables.forecast.runs import Rows, identity, mean_over, of_rows
from neurodag.tables.wide import as_list, wide

SHOWN = {
    "crps": "CRPS ↓",
    "point_error": "Error of the point ↓",
    "gain": "Gain (%) ↑",
    "perplexity": "Perplexity, responses",
    "forecast_perplexity": "Perplexity, forecasts",
} | {f"coverage_{level:g}": f"Below {100 * level:g} %" for level in (0.05, 0.25, 0.5, 0.75, 0.95)}
"""Columns that people are shown, as far as there are such; the CSV has all levels."""


def distribution_table(evaluations: Iterable[xr.Dataset], rows: Rows) -> pd.DataFrame:
    """One line for each row, stimulus and column: mean and standard deviation over its runs.

    `crps` and the absolute error of the point forecast, `point_error`, are ΔF/F, means over test
    observations; `gain`: by how many percent the first is lower; `coverage_…`: share of frames
    below the quantile at this level; `perplexity` and `forecast_perplexity`: of the codes that
    responses have, and of those that forecasts are made of. Raises NeurodagError where a method was
    not evaluated with distributions, or a run was twice.
    """
    records = [
        identity(each) | {"column": column, "value": value}
        for each in evaluations
        if "crps" in each
        for column, value in _scores(each).items()
    ]
    runs = of_rows(records, rows)
    values = runs.groupby(["row", "stimulus", "column"], sort=False)["value"]
    return values.agg(value="mean", spread="std", runs="count").reset_index()


def distribution_markdown(table: pd.DataFrame, caption: str) -> str:
    """A table for each row, stimuli down and columns across; a cell reads `mean ± spread`."""
    parts = [caption]
    for row, lines in table[table["column"].isin(SHOWN)].groupby("row", sort=False):
        named = lines.assign(
            row=lines["stimulus"].map(stimulus_label), column=lines["column"].map(SHOWN)
        )
        parts += [f"**{row_label(str(row))}**", wide(named, _cell, "Stimulus")]
    return "\n\n".join([*parts, as_list(_notes(table))]) + "\n"


def _scores(evaluation: xr.Dataset) -> dict[str, float]:
    """The columns of one run."""
    raw = evaluation[["value", "scored"]].sel(signal="raw", score="mae")
    crps, error = (
        mean_over(units.values, raw["scored"].values)
        for units in (evaluation["crps"], raw["value"])
    )
    levels = zip(evaluation["level"].values, evaluation["coverage"].values, strict=True)
    return {
        "crps": crps,
        "point_error": error,
        "gain": 100 * (1 - crps / error) if error else np.nan,
        "perplexity": float(evaluation["perplexity"]),
        "forecast_perplexity": float(evaluation["forecast_perplexity"]),
        **{f"coverage_{level:g}": float(below) for level, below in levels},
    }


def _cell(line: pd.Series) -> str:
    spread = "" if pd.isna(line["spread"]) else f" ± {line['spread']:.3f}"
    return f"{line['value']:z.3f}{spread}"


def _notes(table: pd.DataFrame) -> Iterator[str]:
    yield "A cell reads: mean ± standard deviation over runs, a subject and a seed each."
    low, high = table["runs"].min(), table["runs"].max()
    yield f"Runs of a cell: {low}." if low == high else f"Runs of a cell: {low} to {high}."
    yield (
        "The CRPS of a forecast that is sure of one course is its absolute error; the gain is what "
        "telling probabilities adds to the forecast of single codes, in percent of its error."
    )
    yield (
        "Below 5 %: the share of frames below the forecast's 5 % quantile, which is 0.05 where "
        "forecasts are calibrated."
    )
