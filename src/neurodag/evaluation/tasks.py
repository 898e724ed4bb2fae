"""The four activity metrics of the MtM paper (section 4.2), and what each hides from a model."""

import numpy as np

TASKS = ("co_smoothing", "forward_prediction", "intra_region", "inter_region")

MATCHING_SCHEME = {
    "co_smoothing": "neuron",
    "forward_prediction": "causal",
    "intra_region": "intra_region",
    "inter_region": "inter_region",
}
"""The masking scheme that trains for each task (section 4.3): its prompt is used at test time."""


def forward_start(bins: int, share: float) -> int:
    """The first bin that forward prediction hides: the last `share` of the bins, but neither none
    nor all of them."""
    return max(1, bins - max(1, round(share * bins)))


def has_context(task: str, region: np.ndarray) -> np.ndarray:
    """Whether the task leaves anything to predict a unit from, `(unit,)` by `region (unit,)`."""
    _, index, size = np.unique(region, return_inverse=True, return_counts=True)
    if task == "intra_region":
        return size[index] > 1
    if task == "inter_region":
        return np.full(len(region), len(size) > 1)
    return np.full(len(region), task == "forward_prediction" or len(region) > 1)
