"""The tables of all papers as one tidy table, for those who go on in a notebook."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from neurodag.errors import NeurodagError
from neurodag.tables.summary_columns import COLUMNS, KEYS
from neurodag.tables.summary_kinds import KINDS, Kind
from neurodag.tables.verdicts import verdicts

ANCILLARY = {"value": "spread low high", "gain": "gain_low gain_high"}
"""Variables that say how far another may be trusted, as the CF conventions link them."""


def summarise(paths: Iterable[Path]) -> pd.DataFrame:
    """Every line of the tables in the files `PAPER/tables/TABLE.csv`, with the columns `COLUMNS`.

    Values are those of the files; what a file does not say, but its kind of table implies (units,
    what a spread is over), is filled in. Raises NeurodagError for a file that is no such table or
    has a column without a place here, and where two lines have the same `KEYS`.
    """
    tables = [_typed(pd.DataFrame(columns=[*COLUMNS], dtype=str)), *map(_lines, paths)]
    summary = pd.concat(tables, ignore_index=True)
    twice = summary.duplicated(list(KEYS))
    if twice.any():
        line = summary[twice].iloc[0]
        raise NeurodagError(
            f"The table {line['table']} of {line['paper']} has the row {line['row']}, column "
            f"{line['column']}, more than once; give each table once."
        )
    return summary.assign(verdict=verdicts(summary))


def to_dataset(summary: pd.DataFrame) -> xr.Dataset:
    """The same table along the dimension `line`, described in the words of the CF conventions."""
    variables = {name: ("line", _stored(summary[name]), _attributes(name)) for name in COLUMNS}
    title = "Tables of the MtM, V1T and QuantFormer papers, made again"
    return xr.Dataset(variables, attrs={"Conventions": "CF-1.11", "title": title})


def _lines(path: Path) -> pd.DataFrame:
    """Those of one file."""
    folder = path.absolute().parent
    if folder.name != "tables":
        raise NeurodagError(
            f"{path} does not say which paper it is of: a table lies in PAPER/tables/TABLE.csv."
        )
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    mark = next((mark for mark in KINDS if mark in table), None)
    if mark is None:
        raise NeurodagError(
            f"{path} is no table that has a place in the summary: it has the columns "
            f"{', '.join(map(str, table))}, of which none is {', '.join(KINDS)}."
        )
    lines = KINDS[mark].change(table)
    if unknown := [str(name) for name in lines if name not in COLUMNS]:
        raise NeurodagError(
            f"{path} has the columns {', '.join(unknown)}, which have no place in the summary; "
            "give them one in neurodag.tables.summary_columns."
        )
    lines = lines.assign(paper=folder.parent.name, table=path.stem)
    return _filled_in(_typed(lines.reindex(columns=[*COLUMNS], fill_value="")), KINDS[mark])


def _typed(lines: pd.DataFrame) -> pd.DataFrame:
    """Numbers and flags from text."""
    numbers = [name for name, column in COLUMNS.items() if column.kind is float]
    flags = [name for name, column in COLUMNS.items() if column.kind is bool]
    typed = lines.assign(**{name: lines[name] == "True" for name in flags})
    return typed.assign(**{name: lines[name].replace("", "nan").astype(float) for name in numbers})


def _filled_in(lines: pd.DataFrame, kind: Kind) -> pd.DataFrame:
    """What the file does not say."""
    gained = lines[["gain", "published_gain"]].notna().any(axis=1)
    bounded = lines[["low", "gain_low"]].notna().any(axis=1)
    resampled = np.where(lines["sessions"] == 1, "units", kind.interval_over)
    implied = {
        "unit": [kind.units.get(column, kind.unit) for column in lines["column"]],
        "gain_unit": np.where(gained, kind.gain_unit, ""),
        "spread_over": np.where(lines["spread"].notna(), kind.spread_over, ""),
        "interval_over": np.where(bounded, resampled, ""),
        "status": np.where(lines["value"].notna(), "scored", "no score"),
    }
    said = {name: lines[name].where(lines[name] != "", text) for name, text in implied.items()}
    return lines.assign(**said)


def _stored(values: pd.Series) -> np.ndarray:
    """Text as text even where there is none, flags as bytes."""
    if values.dtype == bool:
        return values.to_numpy(np.int8)
    return values.to_numpy(float if values.dtype == float else object)


def _attributes(name: str) -> dict[str, Any]:
    column = COLUMNS[name]
    attributes: dict[str, Any] = {"long_name": column.meaning.replace("`", "")}
    if column.units:
        attributes["units"] = column.units
    if name in ANCILLARY:
        attributes["ancillary_variables"] = ANCILLARY[name]
    if column.kind is bool:
        attributes |= {"flag_values": np.array([0, 1], np.int8), "flag_meanings": "no yes"}
    return attributes
