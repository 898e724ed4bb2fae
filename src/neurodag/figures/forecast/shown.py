"""The single observations that figures show, and what several methods forecast of them."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import xarray as xr

from neurodag.errors import NeurodagError
from neurodag.figures.forecast.stimuli import in_order
from neurodag.tables.forecast.labels import row_label

SAME = ("baseline", "response", "example_unit", "example_presentation")
"""What the evaluations of a session must have alike."""
WHOSE = ("stimulus", "subject", "session_id")

Session = tuple[str, str, str]
"""The values of `WHOSE`."""


def shown_examples(
    evaluations: Iterable[xr.Dataset], rows: Mapping[str, Sequence[str]], number: int
) -> xr.Dataset:
    """So many examples of each stimulus, from its sessions in turn.

    `rows`: of each, the methods that it stands for; of these one forecast each session.
    `recorded (example, frame)` is the baseline, then the response; `forecast`, and `low` and `high`
    `(row, example, frame_after)`, its outermost quantiles, NaN without; `stimulus`, `subject`,
    `session_id`, `unit` and `presentation (example)` say whose.
    Raises NeurodagError where an evaluation is missing or there is one too many, where methods were
    evaluated on different observations, or where there are too few examples.
    """
    sessions = by_session(evaluations, rows)
    columns = [
        _column(sessions[session], place)
        for stimulus in in_order(stimulus for stimulus, *_ in sessions)
        for session, place in _in_turn(stimulus, sessions, number)
    ]
    together = xr.concat(columns, "example", combine_attrs="drop_conflicts")
    return together.transpose("row", "example", ...)


def by_session(
    evaluations: Iterable[xr.Dataset], rows: Mapping[str, Sequence[str]]
) -> dict[Session, dict[str, xr.Dataset]]:
    """Of each session, the evaluation of each row."""
    found: dict[Session, dict[str, xr.Dataset]] = {}
    for each in evaluations:
        stimulus, subject, session_id = (str(each.attrs[name]) for name in WHOSE)
        session = stimulus, subject, session_id
        for row, methods in rows.items():
            if each.attrs["method"] not in methods or each.attrs["predicted"] != "response":
                continue
            if row in found.setdefault(session, {}):
                raise NeurodagError(
                    f"Several evaluations are of {row_label(row)} on {stimulus}, session "
                    f"{session_id}; give one, of one seed and task."
                )
            found[session][row] = each
    for row in rows:
        if missing := [session for session, of_row in found.items() if row not in of_row]:
            stimulus, _, session_id = missing[0]
            raise NeurodagError(
                f"No evaluation is of forecasts by {row_label(row)} on {stimulus}, session "
                f"{session_id}, as there is of others; give one."
            )
    if not found:
        raise NeurodagError(
            f"No evaluation is of forecasts by {', '.join(map(row_label, rows))}; give some."
        )
    return {session: {row: of_row[row] for row in rows} for session, of_row in found.items()}


def _in_turn(
    stimulus: str, sessions: Mapping[Session, Mapping[str, xr.Dataset]], number: int
) -> list[tuple[Session, int]]:
    """Sessions and places of so many examples: the first of each session, then the second."""
    sizes = {
        session: min(each.sizes["example"] for each in of_row.values())
        for session, of_row in sessions.items()
        if session[0] == stimulus
    }
    every = [
        (session, place)
        for place in range(max(sizes.values()))
        for session, size in sizes.items()
        if place < size
    ]
    if len(every) < number:
        raise NeurodagError(
            f"The evaluations on {stimulus} have {len(every)} examples, fewer than the {number} to "
            "be shown; show fewer, or evaluate with a larger setting examples."
        )
    return every[:number]


def _column(evaluations: Mapping[str, xr.Dataset], place: int) -> xr.Dataset:
    """One example of a session."""
    first, *others = (each.isel(example=place) for each in evaluations.values())
    for other, row in zip(others, list(evaluations)[1:], strict=True):
        if not all(np.array_equal(first[name].values, other[name].values) for name in SAME):
            raise NeurodagError(
                f"The evaluations of {row_label(next(iter(evaluations)))} and {row_label(row)} on "
                f"session {first.attrs['session_id']} show different observations; evaluate both "
                "on the same file, with the same windows and number of examples."
            )
    recorded = np.concatenate([first["baseline"].values, first["response"].values])
    frame = np.concatenate([first["frame_before"].values, first["frame_after"].values])
    bands = [_forecast_and_band(each) for each in (first, *others)]
    after = ("row", "frame_after")
    quantity = first["response"].attrs
    of_row = {
        name: (after, np.stack(values), quantity)
        for name, values in zip(("forecast", "low", "high"), zip(*bands, strict=True), strict=True)
    }
    time = "frame", frame / first.attrs["frame_rate_hz"], {"units": "s"}
    which = {name: first.attrs[name] for name in WHOSE}
    which |= {name: first[f"example_{name}"].item() for name in ("unit", "presentation")}
    levels = [each["quantile"].values for each in (first, *others) if "quantile" in each.coords]
    return xr.Dataset(
        of_row | {"recorded": ("frame", recorded, quantity)},
        {"row": list(evaluations), "time": time} | which,
        {"band": [levels[0].min(), levels[0].max()]} if levels else {},
    )


def _forecast_and_band(evaluation: xr.Dataset) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    forecast = evaluation["forecast"].values
    if "forecast_quantile" not in evaluation:
        return forecast, np.full_like(forecast, np.nan), np.full_like(forecast, np.nan)
    quantiles = evaluation["forecast_quantile"].sortby("quantile").transpose("quantile", ...).values
    return forecast, quantiles[0], quantiles[-1]
