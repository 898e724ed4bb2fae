"""The reference that knows the average trial and nothing else."""

import numpy as np
from scipy.ndimage import gaussian_filter1d

from neurodag.evaluation.tasks import TASKS, forward_start, has_context

SMOOTHING_BINS = 2.0
PSEUDO_SPIKES = 0.5
"""Added to each unit's spikes, evenly over the bins: one that was silent in training may spike."""


def psth(counts: np.ndarray) -> np.ndarray:
    """Trial-averaged, smoothed counts `(time, unit)` of training trials `(trial, time, unit)`."""
    total = gaussian_filter1d(counts.sum(axis=0, dtype=np.float64), SMOOTHING_BINS, axis=0)
    return (total + PSEUDO_SPIKES / counts.shape[1]) / len(counts)


def predict_psth(
    train: np.ndarray, trials: int, region: np.ndarray, forward_share: float
) -> dict[str, np.ndarray]:
    """The same expected counts for each of `trials` test trials, by task `(trial, time, unit)`."""
    expected = np.broadcast_to(psth(train), (trials, *train.shape[1:]))
    return {task: only_predicted(task, expected, region, forward_share) for task in TASKS}


def only_predicted(
    task: str, expected: np.ndarray, region: np.ndarray, forward_share: float
) -> np.ndarray:
    """`expected (trial, time, unit)` with NaN wherever the task predicts nothing."""
    expected = expected.copy()
    expected[..., ~has_context(task, region)] = np.nan
    if task == "forward_prediction":
        expected[:, : forward_start(expected.shape[1], forward_share)] = np.nan
    return expected
