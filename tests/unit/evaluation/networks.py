"""Small networks whose log-rates depend strongly on what they are shown, and counts for them."""

import numpy as np
import torch

from neurodag.evaluation.trained import TrainedNetwork
from neurodag.models.build import build_network

REGION = np.array(["CA1", "CA1", "CA1", "PO", "PO", "VIS"])
SETTINGS = {"blocks": 2, "width": 16, "heads": 2, "feedforward": 24}
MODELS = {
    "ndt1": SETTINGS,
    "ndt1_stitch": SETTINGS | {"channels": 7},
    "ndt2": SETTINGS | {"patch": 4, "patches": 2},  # of 6 units, the last patch has two
}
TRIALS, BINS, UNITS = 4, 7, len(REGION)
SESSION, OTHER = "5dcee0eb.b", "of_another_mouse"


def trained(
    scheme: str = "mtm_prompted",
    units: int = UNITS,
    architecture: str = "ndt1",
    causal_unprompted: bool = True,
) -> TrainedNetwork:
    torch.manual_seed(0)
    sessions = {SESSION: units}
    description = {
        "architecture": architecture,
        "sessions": sessions if architecture == "ndt1" else {OTHER: 3} | sessions,
        "bins": BINS,
        "prompts": 4 if scheme == "mtm_prompted" else 0,
        "model": MODELS[architecture],
    }
    network = build_network(description).eval()
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if "norm" not in name:
                parameter.mul_(2)
    return TrainedNetwork(network, scheme, SESSION, causal_unprompted)


def some_counts(units: int = UNITS) -> torch.Tensor:
    """Spike counts `(trial, time, unit)`; trial 2 and unit 1 are silent."""
    counts = torch.poisson(torch.full((TRIALS, BINS, units), 0.7), torch.Generator().manual_seed(1))
    counts[2] = 0
    if units > 1:
        counts[..., 1] = 0
    return counts
