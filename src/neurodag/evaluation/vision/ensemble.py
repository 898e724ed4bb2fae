"""The best of several networks that differ in their seed, averaged (V1T paper, section 5)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np
import xarray as xr

from neurodag.errors import NeurodagError

SHARED = ("session_id", "model", "gray", "samples", "training")
"""Attributes that the predictions of all members have in common."""


def best_seeds(evaluations: Iterable[xr.Dataset], number: int) -> list[int]:
    """Seeds of the networks with the best validation correlation, in ascending order.

    Means over units, then over the sessions that share a network. Raises NeurodagError where there
    are too few seeds, or where the seeds were not scored on the same sessions.
    """
    scores: dict[int, dict[str, float]] = defaultdict(dict)
    for evaluation in evaluations:
        score = float(evaluation["validation_correlation"].mean())
        scores[int(evaluation.attrs["seed"])][evaluation.attrs["session_id"]] = score
    if len(scores) < number:
        raise NeurodagError(
            f"The best {number} networks are asked for, but the evaluations are of the seeds "
            f"{_listed(scores)}; give those of {number} seeds or more."
        )
    sessions = {session for of_seed in scores.values() for session in of_seed}
    for seed, of_seed in scores.items():
        if missing := sessions - of_seed.keys():
            raise NeurodagError(
                f"There is no evaluation of seed {seed} on session {', '.join(sorted(missing))}, "
                "as there is of other seeds; give one, so that all are compared on the same."
            )
    mean = {seed: np.mean([*of_seed.values()]) for seed, of_seed in sorted(scores.items())}
    return sorted(sorted(mean, key=lambda seed: -mean[seed])[:number])


def average(
    members: Sequence[xr.Dataset], seeds: Sequence[int], of: Literal["outputs", "drives"]
) -> xr.Dataset:
    """Predictions of the ensemble of those `members` that have one of these `seeds`.

    The mean of the predicted responses, as the paper says; or ELU + 1 of the mean drive, as the
    authors' code does. Raises NeurodagError where a seed is missing, or networks are not of one
    kind.
    """
    by_seed = {int(member.attrs["seed"]): member for member in members}
    if missing := set(seeds) - by_seed.keys():
        raise NeurodagError(
            f"There are no predictions of seed {_listed(missing)}, which is among the best; "
            f"those given are of {_listed(by_seed)}."
        )
    chosen = [by_seed[seed] for seed in seeds]
    first = chosen[0]
    for member in chosen[1:]:
        for name in SHARED:
            if member.attrs[name] != first.attrs[name]:
                raise NeurodagError(
                    f"Predictions of different {name} cannot be averaged: "
                    f"{first.attrs[name]} and {member.attrs[name]}; give those of one ensemble."
                )
    if of == "drives":
        drive = np.mean([member["drive"].values for member in chosen], axis=0)
        expected = np.where(drive > 0, drive + 1, np.exp(np.minimum(drive, 0)))
    else:
        expected = np.mean([member["expected"].values for member in chosen], axis=0)
    ensemble = first.drop_vars("drive", errors="ignore")
    ensemble["expected"] = ensemble["expected"].copy(data=expected.astype(np.float32))
    return ensemble.assign_attrs(members=len(seeds), seed=seeds[0], seeds=list(seeds))


def _listed(seeds: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(seeds))) or "none"
