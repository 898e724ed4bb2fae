"""The scores of single runs: one evaluation in, one record for each metric and statistic out."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import xarray as xr

from neurodag.errors import NeurodagError
from neurodag.evaluation.scores import NO_CONTEXT, SCORED, SILENT
from neurodag.labels import METRIC_UNITS, REFERENCES, ROWS, SCHEMES, TASKS
from neurodag.tables.averages import AVERAGES

UNIT_COUNTS = ("units_scored", "units_silent", "units_no_context")


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


def identity(evaluation: xr.Dataset) -> dict:
    """What tells a run from the others; `pretraining_sessions` is 0 for single-session networks."""
    attributes = evaluation.attrs
    return {
        "row": row_of(evaluation),
        "model": attributes["model"],
        "ratio": float(attributes["mask_ratio"] or "nan"),  # references have none
        "pretraining_sessions": int(attributes["pretraining_sessions"]),
        "session": attributes["session_id"],
        "seed": attributes["seed"],
    }


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

    Columns: those of `identity`, column, statistic, value, unit, status ("scored" or why there is
    no value), units_scored, units_silent, units_no_context (missing for behaviour, which is decoded
    from all units), and units: the scores and spikes `(2, unit)` that the value is an average of,
    with a single unit for behaviour.

    An evaluation with the dimension `prompt`, of decoded behaviour alone, has these records for
    each prompt, whose scheme is then the row.
    """
    records = list(_records(identity(evaluation), evaluation))
    return pd.DataFrame(records).astype(dict.fromkeys(UNIT_COUNTS, "Int64"))


def _records(run: dict, evaluation: xr.Dataset) -> Iterator[dict]:
    if "prompt" in evaluation.dims:
        for prompt in evaluation["prompt"].values:
            yield from _records(run | {"row": str(prompt)}, evaluation.sel(prompt=prompt))
        return
    for task in TASKS if "task" in evaluation.dims else ():
        yield from (run | record for record in _activity(evaluation, task))
    yield run | _behavior(evaluation["choice_accuracy"], "choice")
    yield run | _behavior(evaluation["whisker_motion_energy_r2"], "whisker_motion_energy")
    chance = {"row": "chance", "model": "chance", "ratio": np.nan, "seed": -1}
    chance |= {"pretraining_sessions": 0}
    yield run | chance | _behavior(evaluation["choice_chance"], "choice")


def _activity(evaluation: xr.Dataset, task: str) -> Iterator[dict]:
    """The statistics of one task's bits per spike over the units that were scored."""
    status = evaluation["status"].sel(task=task).to_numpy()
    bits, scored = unit_scores(evaluation, task)
    spikes = evaluation["spikes"].sel(task=task).to_numpy()
    units = np.stack([bits[scored], spikes[scored]])
    counts = [(status == reason).sum() for reason in (SCORED, SILENT, NO_CONTEXT)]
    if scored.any():
        reason = "scored"
    else:
        reason = "no context" if (status == NO_CONTEXT).any() else "silent"
    for statistic, average in AVERAGES.items():
        yield {
            "column": task,
            "statistic": statistic,
            "value": float(average(*units)) if scored.any() else np.nan,
            "unit": METRIC_UNITS[task],
            "status": reason,
            "units": units,
            **dict(zip(UNIT_COUNTS, counts, strict=True)),
        }


def _behavior(score: xr.DataArray, column: str) -> dict:
    return {
        "column": column,
        "statistic": "mean",
        "value": float(score),
        "unit": METRIC_UNITS[column],
        "status": score.attrs["status"],
        "units": np.array([[float(score)], [1.0]]),
        **dict.fromkeys(UNIT_COUNTS, pd.NA),
    }
