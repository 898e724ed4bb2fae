"""Test-time masking: what a trained network predicts in each task (MtM paper, section 4.4)."""

import numpy as np
import torch
from torch import Tensor

from neurodag.evaluation.tasks import MATCHING_SCHEME, forward_start, has_context
from neurodag.evaluation.trained import TrainedNetwork


def predict_activity(
    trained: TrainedNetwork, counts: Tensor, region: np.ndarray, forward_share: float
) -> dict[str, np.ndarray]:
    """Expected counts `(trial, time, unit)` by task; NaN where a task predicts nothing.

    `counts`: spike counts of the test trials, float, on the network's device; `region (unit,)`.
    """
    predictors = {
        "co_smoothing": co_smoothing(trained, counts),
        "forward_prediction": forward_prediction(trained, counts, forward_share),
        "intra_region": intra_region(trained, counts, region),
        "inter_region": inter_region(trained, counts, region),
    }
    return {task: log_rates.exp().cpu().numpy() for task, log_rates in predictors.items()}


def co_smoothing(trained: TrainedNetwork, counts: Tensor) -> Tensor:
    """Each unit from all others."""
    units = torch.arange(counts.shape[-1], device=counts.device)
    return trained.log_rates_of_hidden_units(counts, units, MATCHING_SCHEME["co_smoothing"])


def forward_prediction(trained: TrainedNetwork, counts: Tensor, share: float) -> Tensor:
    """The last bins of all units from the bins before."""
    start = forward_start(counts.shape[1], share)
    past = counts.clone()
    past[:, start:] = 0
    log_rates = trained.log_rates(past, MATCHING_SCHEME["forward_prediction"])
    log_rates[:, :start] = torch.nan
    return log_rates


def intra_region(trained: TrainedNetwork, counts: Tensor, region: np.ndarray) -> Tensor:
    """Each unit from the other units of its region."""
    log_rates = torch.full_like(counts, torch.nan)
    scored = has_context("intra_region", region)
    for name in np.unique(region[scored]):
        inside = torch.from_numpy(region == name).to(counts.device)
        units = inside.nonzero().squeeze(1)
        log_rates[..., units] = trained.log_rates_of_hidden_units(
            counts * inside, units, MATCHING_SCHEME["intra_region"]
        )
    return log_rates


def inter_region(trained: TrainedNetwork, counts: Tensor, region: np.ndarray) -> Tensor:
    """All units of a region from the other regions."""
    log_rates = torch.full_like(counts, torch.nan)
    scored = has_context("inter_region", region)
    for name in np.unique(region[scored]):
        inside = torch.from_numpy(region == name).to(counts.device)
        predicted = trained.log_rates(counts * ~inside, MATCHING_SCHEME["inter_region"])
        log_rates[..., inside] = predicted[..., inside]
    return log_rates
