"""The scores of single runs: one evaluation in, one record for each metric and statistic out."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import xarray as xr

from neurodag.errors import NeurodagError
from neurodag.evaluation.scores import NO_CONTEXT, SCORED, SILENT
from neurodag.labels import METRIC_UNITS, REFERENCES, ROWS, SCHEMES, TASKS


def row_of(evaluation: xr.Dataset) -> str:
    """The table row of a run: its masking scheme, or the name of the reference model."""
    scheme, model = evaluation.attrs["scheme"], evaluation.attrs["model"]
    if scheme in SCHEMES:
        return scheme
    if not scheme and model in REFERENCES:
        return model
    raise NeurodagError(
        f"The evaluation of session {evaluation.attrs['session_id']} has scheme {scheme!r} and "
        f"model {model!r}, which no table row stands for. The rows are {', '.join(ROWS)}."
    )


def describe(evaluation: xr.Dataset) -> str:
    """A run in words, for messages."""
    return f"session {evaluation.attrs['session_id']}, {ROWS[row_of(evaluation)]}"


def unit_scores(
    evaluation: xr.Dataset, task: str, score: str = "bits_per_spike"
) -> tuple[np.ndarray, np.ndarray]:
    """The `score` of every unit (float, NaN where it was left out) and which units were scored.

    Raises NeurodagError if a unit that is marked as scored has no finite bits per spike.
    """
    chosen = evaluation.sel(task=task)
    scored = chosen["status"].to_numpy() == SCORED
    broken = int((scored & ~np.isfinite(chosen["bits_per_spike"].to_numpy())).sum())
    if broken:
        raise NeurodagError(
            f"The evaluation of {describe(evaluation)} marks {broken} units of {task} as scored, "
            "but their bits per spike are not finite: the training has probably diverged."
        )
    return np.where(scored, chosen[score].to_numpy(), np.nan), scored


def run_scores(evaluation: xr.Dataset) -> pd.DataFrame:
    """Every score of one run.

    Columns: row, ratio, session, seed (identify the run), column, statistic, value, unit, status
    ("scored" or why there is no value) and units_scored, units_silent, units_no_context (missing
    for behaviour, which is decoded from all units).
    """
    attributes = evaluation.attrs
    run = {
        "row": row_of(evaluation),
        "ratio": float(attributes["mask_ratio"] or "nan"),  # references have none
        "session": attributes["session_id"],
        "seed": attributes["seed"],
    }
    reference = {"ratio": float("nan"), "seed": -1}
    records = [
        *(run | record for task in TASKS for record in _activity(evaluation, task)),
        run | _behavior(evaluation["choice_accuracy"], "choice"),
        run | _behavior(evaluation["whisker_motion_energy_r2"], "whisker_motion_energy"),
        run | reference | {"row": "chance"} | _behavior(evaluation["choice_chance"], "choice"),
    ]
    counts = ["units_scored", "units_silent", "units_no_context"]
    return pd.DataFrame(records).astype(dict.fromkeys(counts, "Int64"))


def _activity(evaluation: xr.Dataset, task: str) -> Iterator[dict]:
    """The three statistics of one task's bits per spike over the units that were scored."""
    status = evaluation["status"].sel(task=task).to_numpy()
    scores, scored = unit_scores(evaluation, task)
    bits = scores[scored]
    spikes = evaluation["spikes"].sel(task=task).to_numpy()[scored]
    counts = {
        "units_scored": int(scored.sum()),
        "units_silent": int((status == SILENT).sum()),
        "units_no_context": int((status == NO_CONTEXT).sum()),
    }
    if scored.any():
        reason = "scored"
        values = {
            "mean": bits.mean(),
            "median": np.median(bits),
            "spike_weighted_mean": np.average(bits, weights=spikes),
        }
    else:
        reason = "no context" if counts["units_no_context"] else "silent"
        values = dict.fromkeys(("mean", "median", "spike_weighted_mean"), np.nan)
    for statistic, value in values.items():
        yield {
            "column": task,
            "statistic": statistic,
            "value": float(value),
            "unit": METRIC_UNITS[task],
            "status": reason,
            **counts,
        }


def _behavior(score: xr.DataArray, column: str) -> dict:
    return {
        "column": column,
        "statistic": "mean",
        "value": float(score),
        "unit": METRIC_UNITS[column],
        "status": score.attrs["status"],
    }
