"""All four activity metrics of a session, against a plain loop over units and regions."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch

from benchmarks.evaluation import REGIONS, SCHEME, Sizes, simulated_counts, untrained
from benchmarks.machine import interleaved
from neurodag.config import Evaluation
from neurodag.evaluation.activity import predict_activity


@dataclass(frozen=True)
class Session(Sizes):
    """The test trials of a session of the MtM paper."""

    trials: int = 120
    trials_a_turn: int = 1
    """How many of them each repetition predicts; all take about as long as each other."""

    @property
    def passes(self) -> int:
        """Of a trial in a plain loop: one that hides each unit, from all others and from those of
        its region; one that hides the last bins; and one that hides each region."""
        return 2 * self.units + 1 + len(REGIONS)


def tasks(device: torch.device, sizes: Session) -> dict[str, Callable[[], object]]:
    """The metrics of some trials, the next ones each time, and one plain pass of all trials."""
    trained, counts = untrained(sizes, device), simulated_counts(sizes).to(device)
    region = np.repeat(REGIONS, sizes.units // len(REGIONS))
    share, turn = Evaluation().forward_share, 0

    def metrics() -> dict[str, np.ndarray]:
        nonlocal turn
        places = torch.arange(sizes.trials_a_turn) + turn * sizes.trials_a_turn
        turn += 1
        return predict_activity(trained, counts[places % sizes.trials], region, share)

    def one_pass() -> torch.Tensor:
        return trained.log_rates(counts, SCHEME)

    return {"metrics": metrics, "one pass": one_pass}


def report(device: torch.device, sizes: Session, repetitions: int) -> list[str]:
    """How much faster than a plain loop, whose passes all cost what one of them does."""
    seconds = interleaved(tasks(device, sizes), device, repetitions)
    loop = seconds["one pass"] * sizes.passes
    metrics = seconds["metrics"] * sizes.trials / sizes.trials_a_turn
    return [
        f"four metrics         {np.median(loop / metrics):.2f} × the speed of a plain loop "
        f"({np.median(metrics):.4g} and {np.median(loop):.4g} s for {sizes.trials} trials of "
        f"{sizes.bins} bins and {sizes.units} units of {len(REGIONS)} regions; "
        f"{sizes.trials_a_turn} trial(s) at a time)"
    ]
