"""The linear reference: each unit's log-rate as a weighted sum of the visible units' activity."""

from typing import NamedTuple

import numpy as np
import torch
from scipy.ndimage import gaussian_filter1d
from torch import Tensor

from neurodag.config import LinearReference
from neurodag.evaluation.psth import PSEUDO_SPIKES, only_predicted, psth
from neurodag.evaluation.tasks import TASKS, forward_start

STEPS = 25
"""Steps of L-BFGS for a penalty, each starting from the solution for the next stronger one."""


class Samples(NamedTuple):
    """Bins to fit or predict, the trials' bins one after another."""

    activity: Tensor
    """What is seen, `(sample, unit)`."""
    offset: Tensor
    """Part of the log-rate that is given, `(sample, unit)`."""
    counts: Tensor
    """`(sample, unit)`."""


class LinearPoisson(NamedTuple):
    """Log-rates `offset + bias + activity @ weight`."""

    weight: Tensor
    """`(unit seen, unit predicted)`."""
    bias: Tensor
    """`(unit,)`."""

    def log_rates(self, samples: Samples) -> Tensor:
        return samples.offset + self.bias + samples.activity @ self.weight


def predict_linear(
    train: np.ndarray,
    validation: np.ndarray,
    test: np.ndarray,
    region: np.ndarray,
    forward_share: float,
    settings: LinearReference,
) -> dict[str, np.ndarray]:
    """Expected counts of the test trials by task; arrays `(trial, time, unit)`, `region (unit,)`.

    A model for each task, fitted with the units that the task shows: all others, those of the same
    region, those of other regions. Forward prediction adds to each bin's log PSTH a weighted sum of
    the last visible activity.
    """
    same_region = region[:, None] == region[None]
    itself = np.eye(len(region), dtype=bool)
    shown = {
        "co_smoothing": ~itself,
        "forward_prediction": np.ones_like(itself),
        "intra_region": same_region & ~itself,
        "inter_region": ~same_region,
    }
    expected = {}
    for task in TASKS:
        if task == "forward_prediction":
            start = forward_start(test.shape[1], forward_share)
            parts = [
                forward_samples(part, train, start, settings) for part in (train, validation, test)
            ]
        else:
            start = 0
            parts = [smoothed_samples(part, train, settings) for part in (train, validation, test)]
        model = fit_linear_poisson(parts[0], parts[1], torch.from_numpy(shown[task]), settings)
        rates = model.log_rates(parts[2]).exp().numpy().reshape(len(test), -1, len(region))
        full = np.full(test.shape, np.nan, dtype=np.float32)
        full[:, start:] = rates
        expected[task] = only_predicted(task, full, region, forward_share)
    return expected


def smoothed_activity(counts: np.ndarray, settings: LinearReference) -> np.ndarray:
    """Square roots of the counts, smoothed over the bins of each trial, `(trial, time, unit)`."""
    roots = np.sqrt(counts.astype(np.float32))
    return gaussian_filter1d(roots, settings.smoothing_bins, axis=1)


def smoothed_samples(counts: np.ndarray, train: np.ndarray, settings: LinearReference) -> Samples:
    """All bins; the mean training rate is the offset."""
    mean = (train.sum(axis=(0, 1)) + PSEUDO_SPIKES) / train[..., 0].size
    return samples(smoothed_activity(counts, settings), np.log(mean), counts)


def forward_samples(
    counts: np.ndarray, train: np.ndarray, start: int, settings: LinearReference
) -> Samples:
    """The bins from `start` on, each seen from the activity just before `start`."""
    last = smoothed_activity(counts[:, :start], settings)[:, -1:]
    hidden = counts[:, start:]
    return samples(np.broadcast_to(last, hidden.shape), np.log(psth(train)[start:]), hidden)


def samples(activity: np.ndarray, offset: np.ndarray, counts: np.ndarray) -> Samples:
    arrays = (activity, np.broadcast_to(offset, counts.shape), counts)
    units = counts.shape[-1]
    return Samples(
        *(torch.from_numpy(np.array(array, np.float32).reshape(-1, units)) for array in arrays)
    )


def fit_linear_poisson(
    train: Samples, validation: Samples, shown: Tensor, settings: LinearReference
) -> LinearPoisson:
    """Maximum of the penalised Poisson likelihood, for all units together.

    `shown (unit seen, unit predicted)`: who may be seen for whom. Of the penalties, from strong to
    weak, each unit takes the one under which its validation counts are most likely.
    """
    units = train.counts.shape[1]
    model = LinearPoisson(torch.zeros(units, units), torch.zeros(units))
    best = LinearPoisson(torch.zeros(units, units), torch.zeros(units))
    best_loss = torch.full((units,), torch.inf)
    for penalty in sorted(settings.penalties, reverse=True):
        model = maximise_likelihood(model, train, shown, penalty)
        loss = poisson_loss(model.log_rates(validation), validation.counts)
        better = loss < best_loss
        best_loss = torch.where(better, loss, best_loss)
        best = LinearPoisson(
            torch.where(better, model.weight, best.weight),
            torch.where(better, model.bias, best.bias),
        )
    return best


def maximise_likelihood(
    start: LinearPoisson, train: Samples, shown: Tensor, penalty: float, steps: int = STEPS
) -> LinearPoisson:
    """L-BFGS on the sum of all units' losses, which have no weight in common."""
    # Units with many spikes have steep losses; in these coordinates all are about equally steep.
    scale = 1 / (train.counts.sum(dim=0) + PSEUDO_SPIKES).sqrt()
    weight = (start.weight / scale).requires_grad_()
    bias = (start.bias / scale).requires_grad_()

    def current() -> LinearPoisson:
        return LinearPoisson(weight * scale * shown, bias * scale)

    optimizer = torch.optim.LBFGS(
        [weight, bias], max_iter=steps, line_search_fn="strong_wolfe", tolerance_change=1e-7
    )

    def closure() -> Tensor:
        optimizer.zero_grad()
        model = current()
        loss = poisson_loss(model.log_rates(train), train.counts).sum()
        loss = loss + penalty / 2 * (model.weight.square().sum() + model.bias.square().sum())
        loss.backward()
        return loss

    optimizer.step(closure)
    return LinearPoisson(*(parameter.detach() for parameter in current()))


def poisson_loss(log_rates: Tensor, counts: Tensor) -> Tensor:
    """Negative log-likelihood without the factorials, `(unit,)`."""
    return (log_rates.exp() - counts * log_rates).sum(dim=0)
