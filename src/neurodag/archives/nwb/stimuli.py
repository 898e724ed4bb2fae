"""The presentations of stimuli in an NWB file, from one or more tables of intervals."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from neurodag.archives.arrays import check_finite
from neurodag.archives.hints import did_you_mean, listed
from neurodag.archives.nwb.opening import NWBFile, damage
from neurodag.archives.nwb.tables import Table
from neurodag.archives.presentations import condition_numbers, epoch_numbers, numbers_or_text
from neurodag.config.archives.nwb import NWBCalcium
from neurodag.errors import ArchiveError
from neurodag.sessions.schema import CALCIUM

SUFFIX = "_presentations"
RESERVED = {"start_s", *CALCIUM.variables, *CALCIUM.dims}
"""Names in a session that a column of conditions does not take, but has `_in_file` added."""


def presentations(nwb: NWBFile, path: Path, settings: NWBCalcium) -> dict[str, np.ndarray]:
    """`start_s`, `stimulus`, `condition`, `epoch` and the columns of conditions, in order of time.

    Each is `(presentation,)`. Raises ArchiveError that lists the tables or columns there are, if
    one that is asked for is missing.
    """
    tables = _choose(_tables(nwb, path), settings.intervals, path)
    for name in settings.condition_columns:
        if not any(name in table.columns for table in tables):
            columns = {column for table in tables for column in table.columns}
            raise ArchiveError(
                f"{path}: {listed(table.name for table in tables)} has no column {name}."
                f"{did_you_mean(name, columns)} There is {listed(columns)}."
            )
    start_s = _times(tables, "start_time")
    order = np.argsort(start_s, kind="stable")
    stimulus = np.concatenate([_stimulus(table, settings) for table in tables])[order]
    stop_s = _times(tables, "stop_time")[order]
    conditions = {
        f"{name}_in_file" if name in RESERVED else name: _condition(tables, name)[order]
        for name in settings.condition_columns
    }
    return {
        "start_s": start_s[order],
        "stimulus": stimulus,
        "condition": condition_numbers(list(conditions.values()), len(order)),
        "epoch": epoch_numbers(stimulus, start_s[order], stop_s, settings.epoch_gap_s),
        **conditions,
    }


def _tables(nwb: NWBFile, path: Path) -> dict[str, Table]:
    from pynwb.epoch import TimeIntervals

    with damage(path):
        tables = [item for item in nwb.objects.values() if isinstance(item, TimeIntervals)]
        return {table.name: Table(table, path) for table in tables if len(table.id)}


def _choose(tables: dict[str, Table], wanted: Sequence[str] | None, path: Path) -> list[Table]:
    missing = set(wanted or ()) - set(tables)
    found = wanted or sorted(name for name in tables if name.endswith(SUFFIX))
    if not found and ("trials" in tables or len(tables) == 1):
        found = ["trials"] if "trials" in tables else list(tables)
    if missing:
        problem = f"has no table of intervals {listed(missing)}"
    elif not found:
        problem = "does not say by their names which intervals are presentations of stimuli"
    else:
        return [tables[name] for name in found]
    raise ArchiveError(
        f"{path} {problem}. Name their tables in the setting intervals; the file has "
        f"{listed(tables)}."
    )


def _times(tables: Sequence[Table], name: str) -> np.ndarray:
    for table in tables:
        check_finite(table.numbers(name), f"{table.path}: the column {table.name}.{name}")
    return np.concatenate([table.numbers(name) for table in tables])


def _stimulus(table: Table, settings: NWBCalcium) -> np.ndarray:
    if settings.stimulus_column is None:
        name = settings.stimulus or table.name.removesuffix(SUFFIX)
        return np.full(len(table.ids()), name)
    names = table.texts(settings.stimulus_column)
    return np.where(names == "", "unknown", names)


def _condition(tables: Sequence[Table], name: str) -> np.ndarray:
    """A column of all tables, numbers or text, empty in tables that do not have it."""
    cells = [
        table.texts(name) if name in table.columns else np.full(len(table.ids()), "")
        for table in tables
    ]
    return numbers_or_text(np.concatenate(cells).tolist())
