"""The scores of single runs: evaluations in, one record for each row and statistic out."""

from collections.abc import Iterable, Iterator

import pandas as pd
import xarray as xr

from neurodag.errors import NeurodagError

NOT_MODELS = {
    "oracle": {"single_trial_correlation": "oracle_correlation"},
    "ceiling": {
        "single_trial_correlation": "single_trial_ceiling",
        "correlation_to_average": "average_ceiling",
    },
}
"""Rows that follow from the responses alone, and what they are called for each statistic."""
ALIKE = ("training", "samples", "gray", "members")
"""What runs that are averaged have in common."""


def run_scores(evaluations: Iterable[xr.Dataset], statistics: Iterable[str]) -> pd.DataFrame:
    """A record for each run, and each of the `statistics` of its evaluation.

    Columns: row (the model, `_ensemble` appended for several), session, seed, the columns `ALIKE`,
    statistic, status ("scored" or why not), and units: the scores `(unit,)`, NaN where a unit has
    none. The rows `NOT_MODELS` have a record a session, and come last. Raises NeurodagError if
    there is no evaluation, or one twice.
    """
    statistics = list(statistics)
    records = [record for each in evaluations for record in _records(each, statistics)]
    if not records:
        raise NeurodagError("There are no evaluations to make a table of; give at least one.")
    runs = pd.DataFrame(records)
    same = runs.duplicated(["row", "session", "seed", "statistic", *ALIKE])
    twice = same & ~runs["row"].isin(NOT_MODELS)
    if twice.any():
        run = runs[twice].iloc[0]
        raise NeurodagError(
            f"Two evaluations are of {run['row']}, session {run['session']}, seed {run['seed']}; "
            "give each once."
        )
    last = runs["row"].isin(NOT_MODELS)
    return pd.concat([runs[~same & ~last], runs[~same & last]], ignore_index=True)


def _records(evaluation: xr.Dataset, statistics: list[str]) -> Iterator[dict]:
    about = evaluation.attrs
    ensemble = "_ensemble" if about["members"] > 1 else ""
    run = {"row": about["model"] + ensemble, "session": about["session_id"], "seed": about["seed"]}
    run |= {name: about[name] for name in ALIKE}
    for statistic in statistics:
        yield run | _score(evaluation, statistic, statistic)
        for row, names in NOT_MODELS.items():
            if statistic in names:
                bare = {"row": row, "seed": -1, **dict.fromkeys(ALIKE, "")}
                yield run | bare | _score(evaluation, statistic, names[statistic])


def _score(evaluation: xr.Dataset, statistic: str, name: str) -> dict:
    score = evaluation[name]
    status = score.attrs["status"]
    if status == "scored" and score.isnull().all():
        status = "no unit with enough explainable variance"
    return {"statistic": statistic, "status": status, "units": score.values}
