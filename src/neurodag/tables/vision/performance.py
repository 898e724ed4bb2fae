"""How well networks predict responses, beside the paper's numbers (Tables 1, A.3 to A.7)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
import xarray as xr

from neurodag.errors import NeurodagError
from neurodag.tables.averages import interval_of
from neurodag.tables.vision.labels import comparable
from neurodag.tables.vision.runs import ALIKE, NOT_MODELS, run_scores

Columns = Mapping[str, Sequence[str]]
"""The sessions that each column of a table averages."""


def performance_table(
    evaluations: Iterable[xr.Dataset],
    columns: Columns,
    statistics: Sequence[str],
    baseline: Mapping[str, str],
    published: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One line for each statistic, row (model, oracle, ceiling), column and, perhaps, training.

    Scores are averaged over units, then seeds, then a column's sessions. `spread` is the standard
    deviation over sessions, or over seeds where there is one session; `low` and `high` bound a
    95 % bootstrap interval over sessions and units. `gain` is in percent of the line that differs
    in `baseline`: {"row": "cnn"} compares with this row, {"training": "alone"} each row with itself
    under this training. Its interval is that of the difference, paired by unit, over the
    baseline's value. `published` and `published_gain` are the paper's.

    Raises NeurodagError if unlike runs would be averaged, or if a row has some sessions of a
    column, but not all.
    """
    runs = run_scores(evaluations, statistics)
    keys = ["statistic", "row", *(["training"] if "training" in baseline else []), "column"]
    if "training" in baseline:
        runs = runs[~runs["row"].isin(NOT_MODELS)]
    cells = dict(_cells(runs, columns, keys))
    lines = []
    for key, cell in cells.items():
        named = dict(zip(keys, key, strict=True))
        other = cells.get(tuple((named | dict(baseline)).values()))
        compared = other if named["row"] not in NOT_MODELS else None
        lines.append(named | _average(cell, key) | _gain(cell, compared, key))
    return _with_published(pd.DataFrame(lines), published, keys)


def _cells(
    runs: pd.DataFrame, columns: Columns, keys: list[str]
) -> Iterator[tuple[tuple[str, ...], pd.DataFrame]]:
    """The runs of each line, in the order of the statistics, of rows, and of columns."""
    for key, group in runs.groupby(keys[:-1], sort=False):
        for column, sessions in columns.items():
            inside = group[group["session"].isin(sessions)]
            if inside.empty:
                continue
            _check_alike(inside)
            if missing := sorted(set(sessions) - set(inside["session"])):
                raise NeurodagError(
                    f"{inside['row'].iloc[0]} has no evaluation on session {', '.join(missing)}, "
                    f"which is part of the column {column}; give one, or leave the session out."
                )
            yield (*map(str, key), column), inside


def _check_alike(group: pd.DataFrame) -> None:
    for name in ALIKE:
        values = group[name].unique()
        if len(values) > 1:
            raise NeurodagError(
                f"The runs of {group['row'].iloc[0]} have the {name} "
                f"{', '.join(map(str, values))}, which must not be averaged; give runs that have "
                "one of these."
            )


def _average(runs: pd.DataFrame, key: tuple[str, ...]) -> dict:
    """What stands in the line for these runs."""
    scores = _by_session(runs)
    sessions = pd.Series({name: np.nanmean(each) for name, each in scores.items()}, dtype=float)
    seeds = [np.nanmean(each) for each in runs.loc[runs["status"] == "scored", "units"]]
    spread_over = "sessions" if len(sessions) > 1 else "seeds" if len(seeds) > 1 else ""
    varying = sessions if spread_over == "sessions" else seeds
    interval = _interval(scores.values(), *key)
    units = [np.isfinite(each).any(axis=0) for each in scores.values()]
    return {
        "value": sessions.mean(),
        "spread": np.std(varying, ddof=1) if spread_over else np.nan,
        "spread_over": spread_over,
        "low": interval[0],
        "high": interval[1],
        "runs": len(seeds),
        "sessions": len(sessions),
        "units_scored": sum(int(each.sum()) for each in units),
        "units_left_out": sum(int((~each).sum()) for each in units),
        "status": "scored" if len(sessions) else ", ".join(sorted(runs["status"].unique())),
    }


def _gain(runs: pd.DataFrame, baseline: pd.DataFrame | None, key: tuple[str, ...]) -> dict:
    """In percent of the baseline; none of a baseline that scores 0 or less."""
    none = dict.fromkeys(("gain", "gain_low", "gain_high"), np.nan)
    ours, theirs = _by_session(runs), {} if baseline is None else _by_session(baseline)
    if not ours or not theirs:
        return none
    level = np.mean([np.nanmean(each) for each in theirs.values()])
    if level <= 0:
        return none
    if baseline is runs:
        return none | {"gain": 0.0}
    difference = [
        (each.mean(axis=0) - theirs[session].mean(axis=0))[None] for session, each in ours.items()
    ]
    mean = np.mean([np.nanmean(each) for each in difference])
    bounds = _interval(difference, *key, "gain")
    return dict(zip(none, 100 / level * np.array([mean, *bounds]), strict=True))


def _by_session(runs: pd.DataFrame) -> dict[str, np.ndarray]:
    """Scores `(seed, unit)` of the sessions that have some."""
    scored = runs[runs["status"] == "scored"]
    return {
        str(session): np.stack([*group["units"]]) for session, group in scored.groupby("session")
    }


def _interval(sessions: Iterable[np.ndarray], *line: str) -> tuple[float, float]:
    return interval_of("mean", [np.stack([each, np.ones_like(each)]) for each in sessions], *line)


def _with_published(
    table: pd.DataFrame, published: pd.DataFrame | None, keys: list[str]
) -> pd.DataFrame:
    if published is None:
        return table.assign(published=np.nan, published_gain=np.nan)
    theirs = published.rename(columns={"value": "published", "gain": "published_gain"})
    if set(theirs.columns) != {*keys[1:], "published", "published_gain"}:
        raise NeurodagError(
            f"The published table has the columns {', '.join(published.columns)}, but ours is by "
            f"{', '.join(keys[1:])}."
        )
    theirs = comparable(theirs, "column", table["column"])
    theirs = theirs.assign(statistic=table["statistic"].iloc[0])
    return table.merge(theirs, how="left", on=keys, validate="one_to_one")
