"""Evaluation datasets with known numbers, as the rule that evaluates a run writes them."""

from collections.abc import Sequence

import numpy as np
import xarray as xr

TASKS = ["co_smoothing", "forward_prediction", "intra_region", "inter_region"]


def make_evaluation(
    bits: np.ndarray | Sequence[float] = (1.0, 2.0, 6.0),
    *,
    scheme: str = "temporal",
    model: str = "ndt1",
    session: str = "s1",
    seed: int = 0,
    ratio: float = 0.3,
    status: np.ndarray | None = None,
    spikes: Sequence[int] | None = None,
    regions: Sequence[str] | None = None,
    predicted: np.ndarray | None = None,
    observed: np.ndarray | None = None,
    mean_rate_hz: np.ndarray | None = None,
    psth_r2: np.ndarray | None = None,
    trial_r2: np.ndarray | None = None,
    choice: float | None = 0.8,
    whisker: float | None = None,
    dataset: str = "ibl",
    pretraining_sessions: int = 0,
    part: str = "test",
) -> xr.Dataset:
    """An evaluation whose every task has these `bits (unit)` or `(task, unit)`."""
    bits = np.broadcast_to(bits, (len(TASKS), np.shape(bits)[-1])).astype(float)
    units = bits.shape[1]
    status = np.zeros(bits.shape, np.int8) if status is None else np.asarray(status, np.int8)
    observed = np.ones((20, units)) if observed is None else observed
    predicted = np.stack([observed] * len(TASKS)) if predicted is None else predicted
    bins = len(observed)
    rate = np.full(units, 5.0) if mean_rate_hz is None else mean_rate_hz

    def scores(values: np.ndarray | None) -> tuple[tuple[str, str], np.ndarray]:
        values = bits / 10 if values is None else values
        return ("task", "unit"), np.where(status == 0, values, np.nan)

    def behavior(value: float | None) -> xr.DataArray:
        reason = "not recorded" if value is None else "scored"
        return xr.DataArray(np.nan if value is None else value, attrs={"status": reason})

    return xr.Dataset(
        {
            "bits_per_spike": scores(bits),
            "psth_r2": scores(psth_r2),
            "trial_r2": scores(trial_r2),
            "status": (("task", "unit"), status),
            "spikes": (("task", "unit"), np.broadcast_to(spikes or [10] * units, bits.shape)),
            "mean_rate_hz": ("unit", rate),
            "predicted_rate_hz": (("task", "time", "unit"), predicted),
            "observed_rate_hz": (("time", "unit"), observed),
            "choice_accuracy": behavior(choice),
            "choice_chance": behavior(None if choice is None else 0.55),
            "whisker_motion_energy_r2": behavior(whisker),
        },
        coords={
            "task": TASKS,
            "unit": np.arange(units),
            "time": -0.5 + 0.02 * (np.arange(bins) + 0.5),
            "region": ("unit", list(regions or ["CA1"] * units)),
        },
        attrs={
            "session_id": session,
            "dataset": dataset,
            "subject": "m1",
            "model": model,
            "scheme": scheme,
            "mask_ratio": ratio,
            "seed": seed,
            "pretraining_sessions": pretraining_sessions,
            "part": part,
            "alignment_event": "stimulus_onset",
        },
    )


def make_decoding(
    dimension: str,
    names: Sequence[str],
    choice: Sequence[float] | None = None,
    whisker: Sequence[float] | None = None,
    **run: str | int | float,
) -> xr.Dataset:
    """Behaviour decoded along `dimension`, of the `run` that `make_evaluation` would have."""

    def scores(values: Sequence[float] | None) -> tuple[str, list[float], dict[str, str]]:
        if values is None:
            return dimension, [np.nan] * len(names), {"status": "not recorded"}
        return dimension, list(values), {"status": "scored"}

    return xr.Dataset(
        {
            "choice_accuracy": scores(choice),
            "choice_chance": scores(None if choice is None else [0.55] * len(names)),
            "whisker_motion_energy_r2": scores(whisker),
        },
        coords={dimension: list(names)},
        attrs=make_evaluation(**run).attrs,
    )
