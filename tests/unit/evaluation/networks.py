"""A small network whose log-rates depend strongly on what it is shown, and counts for it."""

import numpy as np
import torch

from neurodag import config
from neurodag.evaluation.trained import TrainedNDT1
from neurodag.models.ndt1 import NDT1

REGION = np.array(["CA1", "CA1", "CA1", "PO", "PO", "VIS"])
SETTINGS = config.NDT1(blocks=2, width=16, heads=2, feedforward=24)
TRIALS, BINS, UNITS = 4, 7, len(REGION)


def trained(scheme: str = "mtm_prompted", units: int = UNITS, **changes: bool) -> TrainedNDT1:
    torch.manual_seed(0)
    model = NDT1(units, BINS, SETTINGS, prompts=4 if scheme == "mtm_prompted" else 0).eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "norm" not in name:
                parameter.mul_(2)
    return TrainedNDT1(model, scheme, **changes)


def some_counts(units: int = UNITS) -> torch.Tensor:
    """Spike counts `(trial, time, unit)`; trial 2 and unit 1 are silent."""
    counts = torch.poisson(torch.full((TRIALS, BINS, units), 0.7), torch.Generator().manual_seed(1))
    counts[2] = 0
    if units > 1:
        counts[..., 1] = 0
    return counts
