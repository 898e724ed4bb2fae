"""The trials of V1T's search, whose networks nobody knows before they are chosen."""

import math
from collections.abc import Sequence
from random import Random
from typing import Any

from neurodag.config.vision import SearchedRun, VisionSearch
from neurodag.config.vision.v1t import V1T, TrainedNetwork
from neurodag.search.space import choose, run_of

DRAWN = 8
"""Networks from the search space that stand for those of all trials."""


class Drawing:
    """Chooses at random, as the first trials of a search do."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def suggest_int(self, name: str, low: int, high: int, *, step: int = 1) -> int:
        return self.random.randrange(low, high + 1, step)

    def suggest_float(self, name: str, low: float, high: float) -> float:
        return self.random.uniform(low, high)

    def suggest_categorical(self, name: str, choices: Sequence[str]) -> Any:
        return self.random.choice(choices)


def drawn_networks(v1t: V1T) -> list[TrainedNetwork]:
    """Networks that trials may have; none without a search.

    Raises ConfigError where the search leaves nothing to choose from.
    """
    search = v1t.search
    if search is None:
        return []
    begin = v1t.networks[search.network]
    searched = SearchedRun(search=search, network=begin.network, training=begin.training)
    runs = (run_of(choose(Drawing(seed), searched), searched) for seed in range(DRAWN))
    return [TrainedNetwork(network=run.network, training=run.training) for run in runs]


def expected_epochs(search: VisionSearch) -> int:
    """Those of a trial, the mean over the brackets of Hyperband (as Optuna divides trials).

    In each bracket, one trial in `reduction` goes on after each of its rungs, for `reduction` times
    the epochs.
    """
    fold, least = search.reduction, search.least_epochs
    brackets = math.floor(math.log(search.epochs / least, fold)) + 1 if fold > 1 else 1
    share = [
        math.ceil(brackets * fold ** (brackets - 1 - place) / (brackets - place))
        for place in range(brackets)
    ]
    epochs = [of_bracket(search, least * fold**place) for place in range(brackets)]
    total = sum(weight * mean for weight, mean in zip(share, epochs, strict=True))
    return max(1, round(total / sum(share)))


def of_bracket(search: VisionSearch, first: int) -> float:
    """Epochs of a trial whose first rung comes after so many epochs."""
    mean, begun, going_on = 0.0, 0, 1.0
    rung = first
    while rung < search.epochs:
        mean += going_on * (rung - begun)
        begun, rung, going_on = rung, rung * search.reduction, going_on / search.reduction
    return mean + going_on * (search.epochs - begun)


def told_of_trials(search: VisionSearch) -> str:
    """What is assumed of trials, in a sentence."""
    return (
        f"Trials of the search: Hyperband lets one in {search.reduction} go on, which makes some "
        f"{expected_epochs(search)} epochs of a trial. Until they are done, that is what they are "
        f"taken to have. {DRAWN} networks, drawn from the search space at random, stand for those "
        "of all trials."
    )
