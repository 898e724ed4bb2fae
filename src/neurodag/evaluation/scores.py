"""From predictions to the scores of every unit."""

import numpy as np
import xarray as xr

from neurodag.evaluation.tasks import TASKS, has_context
from neurodag.metrics import bits_per_spike, psth_r2, trial_r2

SCORED, SILENT, NO_CONTEXT = 0, 1, 2
CONDITIONS = ("block", "choice", "reward")
"""Trial variables whose combinations are averaged apart in the PSTH R², where they are recorded."""


def score_activity(expected: dict[str, np.ndarray], session: xr.Dataset) -> xr.Dataset:
    """Scores of the predictions `expected` by task for a session of test trials only.

    `expected[task]`: expected counts `(trial, time, unit)`, NaN in bins that the task does not
    predict and for units it cannot predict. Units without a score say why in `status`: silent (no
    spike in the scored bins of the test trials, so bits per spike do not exist) or no context (the
    only unit of its region, or a session of one region).
    """
    counts = session["spike_count"].values
    region = session["region"].values.astype(str)
    condition = condition_of(session)
    rows: dict[str, list[np.ndarray]] = {
        name: [] for name in ("bits_per_spike", "psth_r2", "trial_r2", "status", "spikes")
    }
    for task in TASKS:
        bins = np.isfinite(expected[task]).any(axis=(0, 2))
        predicted, seen = expected[task][:, bins], counts[:, bins]
        spikes = seen.sum(axis=(0, 1), dtype=np.int64)
        status = np.where(spikes == 0, SILENT, SCORED)
        status = np.where(has_context(task, region), status, NO_CONTEXT)
        scores = {
            "bits_per_spike": bits_per_spike(predicted, seen),
            "psth_r2": psth_r2(predicted, seen, condition),
            "trial_r2": trial_r2(predicted, seen),
        }
        for name, values in scores.items():
            rows[name].append(np.where(status == SCORED, values, np.nan))
        rows["status"].append(status.astype(np.int8))
        rows["spikes"].append(spikes)
    width = float(session.attrs["bin_width_s"])
    per_unit = {name: (("task", "unit"), np.stack(values)) for name, values in rows.items()}
    predicted_rate = np.stack([expected[task].mean(axis=0) for task in TASKS]) / width
    result = xr.Dataset(
        {
            **per_unit,
            "mean_rate_hz": ("unit", counts.mean(axis=(0, 1)) / width),
            "predicted_rate_hz": (("task", "time", "unit"), predicted_rate.astype(np.float32)),
            "observed_rate_hz": (
                ("time", "unit"),
                (counts.mean(axis=0) / width).astype(np.float32),
            ),
        },
        {
            "task": list(TASKS),
            "time": session["time"],
            "unit": session["unit"],
            "region": session["region"],
        },
    )
    result["bits_per_spike"].attrs = {"units": "bit", "long_name": "bits per spike"}
    result["psth_r2"].attrs = {"units": "1", "long_name": "R² of the trial-averaged rate"}
    result["trial_r2"].attrs = {"units": "1", "long_name": "R² of single trials, averaged"}
    result["status"].attrs = {
        "flag_values": np.array([SCORED, SILENT, NO_CONTEXT], dtype=np.int8),
        "flag_meanings": "scored silent no_context",
    }
    for name in ("mean_rate_hz", "predicted_rate_hz", "observed_rate_hz"):
        result[name].attrs["units"] = "Hz"
    return result


def condition_of(session: xr.Dataset) -> np.ndarray:
    """Which trials are alike, `(trial,)`."""
    recorded = [session[name].values for name in CONDITIONS if name in session]
    if not recorded:
        return np.zeros(session.sizes["trial"], dtype=int)
    return np.unique(np.stack(recorded, axis=1), axis=0, return_inverse=True)[1].ravel()
