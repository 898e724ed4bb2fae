"""Evaluations of forecasters with chosen numbers."""

from collections.abc import Sequence

import numpy as np
import xarray as xr

from neurodag.metrics.forecast_scores import SCORES

SIGNALS = ("normalised", "raw")


def about(method: str, predicted: str, task: str, **run: str | int) -> dict[str, str | int]:
    """Attributes of an evaluation; `run` may name stimulus, subject and seed."""
    found = {"stimulus": "drifting_gratings", "subject": "a", "seed": 0} | run
    session = f"{found['subject']}_{found['stimulus']}"
    return found | {
        "method": method,
        "predicted": predicted,
        "task": task,
        "session_id": session,
        "command": "",
    }


def make_activity(method: str, counts: Sequence[Sequence[int]], **run: str | int) -> xr.Dataset:
    """Of predicted activity; `counts`: of each unit, inactive said inactive, inactive said active,
    active said inactive, active said active."""
    of_units = np.asarray(counts).T.reshape(2, 2, -1)
    return xr.Dataset(
        {"count": (("active", "predicted", "unit"), of_units)},
        {"active": [0, 1], "predicted": [0, 1], "unit": np.arange(of_units.shape[-1])},
        about(method, "activation", "activation", **run),
    )


def make_response(
    method: str,
    scores: dict[str, float | Sequence[float]],
    *,
    scored: dict[str, Sequence[int]] | None = None,
    observations: Sequence[int] = (10,),
    task: str = "signals",
    raw: float = 1.0,
    **run: str | int,
) -> xr.Dataset:
    """Of forecast responses whose normalised `scores`, of each unit, are these (0 elsewhere).

    Those of raw signals are `raw` times as large. `scored`: how many observations have a score,
    where these are not all. It has no examples, and no observation is said to be active.
    """
    units = len(observations)
    normalised = np.stack([np.broadcast_to(scores.get(name, 0.0), units) for name in SCORES])
    number = np.stack([np.asarray((scored or {}).get(name, observations)) for name in SCORES])
    value = np.where(number > 0, normalised, np.nan)
    dims = "score", "signal", "unit"
    inactive = make_activity(method, [[each, 0, 0, 0] for each in observations])
    return xr.Dataset(
        {
            "value": (dims, np.stack([value, raw * value], axis=1)),
            "scored": (dims, np.stack([number, number], axis=1)),
            "count": inactive["count"],
            "baseline": (("example", "frame_before"), np.empty((0, 3))),
            "response": (("example", "frame_after"), np.empty((0, 2))),
            "forecast": (("example", "frame_after"), np.empty((0, 2))),
        },
        {"score": list(SCORES), "signal": list(SIGNALS)},
        about(method, "response", task, **run),
    )


def make_distribution(
    method: str,
    crps: Sequence[float],
    error: Sequence[float],
    coverage: dict[float, float],
    *,
    observations: Sequence[int],
    **run: str | int,
) -> xr.Dataset:
    """Of forecasts of codes whose CRPS and absolute error, of each unit, are these."""
    made = make_response(method, {"mae": error}, observations=observations, task="codes", **run)
    return made.assign(
        crps=("unit", np.asarray(crps)),
        coverage=("level", list(coverage.values())),
        perplexity=12.5,
        forecast_perplexity=25.0,
    ).assign_coords(level=list(coverage))
