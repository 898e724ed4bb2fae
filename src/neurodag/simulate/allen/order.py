"""What each presentation shows: the order of conditions, and the frames of sparse noise."""

import numpy as np

from neurodag.archives.allen.conditions import GRATINGS, grating_grid
from neurodag.config.archives.allen import Stimulus

SCENES = 118
NOISE_SHAPE = {
    "locally_sparse_noise": (16, 28),
    "locally_sparse_noise_4deg": (16, 28),
    "locally_sparse_noise_8deg": (8, 14),
}
"""Rows and columns of a frame of noise."""
GRAY, BLACK, WHITE = 127, 0, 255
SPOTS = 0.025
"""Share of the squares of a noise frame that are not gray."""


def draw_order(stimulus: Stimulus, presentations: int, rng: np.random.Generator) -> np.ndarray:
    """The number of the condition in each presentation, −1 for a blank scene, `(presentation)`.

    Gratings (with their blank sweep) and scenes (with the blank one) come in rounds in which each
    is shown once; every frame of noise is shown once and in order.
    """
    if stimulus in NOISE_SHAPE:
        return np.arange(presentations)
    first, last = (0, len(grating_grid(stimulus))) if stimulus in GRATINGS else (-1, SCENES)
    rounds = -(-presentations // (last - first))
    order = [first + rng.permutation(last - first) for _ in range(rounds)]
    return np.concatenate(order)[:presentations]


def draw_noise(stimulus: Stimulus, frames: int, rng: np.random.Generator) -> np.ndarray:
    """Frames of black and white squares on gray, uint8 `(frame, y, x)`."""
    spot = rng.random((frames, *NOISE_SHAPE[stimulus]))
    return np.where(spot < SPOTS / 2, BLACK, np.where(spot < SPOTS, WHITE, GRAY)).astype(np.uint8)
