"""What the number of a condition stands for; the same in every session.

A condition is `10 000 × stimulus + number`. The stimulus counts from 1 in the order of `STIMULI`,
so conditions of different stimuli never meet. The number is that of the image or noise frame, from
0; for gratings it is 0 for the blank sweep and from 1 on the position in the grid of parameters,
of which the last runs fastest.
"""

import numpy as np

from neurodag.config.archives.allen import STIMULI, Stimulus

CONDITIONS_OF_ONE_STIMULUS = 10_000
"""More than any stimulus has; the longest, locally sparse noise, has about 9000 frames."""

GRATINGS: dict[Stimulus, dict[str, tuple[float, ...]]] = {
    "drifting_gratings": {
        "orientation": (0, 45, 90, 135, 180, 225, 270, 315),
        "temporal_frequency": (1, 2, 4, 8, 15),
    },
    "static_gratings": {
        "orientation": (0, 30, 60, 90, 120, 150),
        "spatial_frequency": (0.02, 0.04, 0.08, 0.16, 0.32),
        "phase": (0, 0.25, 0.5, 0.75),
    },
}
"""Parameters of the gratings and the values that they take."""

UNITS = {
    "orientation": "degree",
    "temporal_frequency": "Hz",
    "spatial_frequency": "cycle/degree",
    "phase": "cycle",
}


def first_condition(stimulus: Stimulus) -> int:
    """The condition whose number within the stimulus is 0."""
    return CONDITIONS_OF_ONE_STIMULUS * (1 + STIMULI.index(stimulus))


def grating_grid(stimulus: Stimulus) -> np.ndarray:
    """Parameters of each condition `(condition, parameter)`; the first, blank, has NaN."""
    values = np.meshgrid(*GRATINGS[stimulus].values(), indexing="ij")
    grid = np.stack([value.ravel() for value in values], axis=1)
    return np.vstack([np.full(grid.shape[1], np.nan), grid])


def grating_numbers(stimulus: Stimulus, parameters: np.ndarray) -> np.ndarray:
    """Numbers within the stimulus of `parameters (presentation, parameter)`, int `(presentation)`.

    0, the blank sweep, where every parameter is NaN, and −1 where they are not in the grid.
    """
    number = np.zeros(len(parameters), dtype=np.int64)
    inside = np.ones(len(parameters), dtype=bool)
    for column, values in zip(parameters.T, GRATINGS[stimulus].values(), strict=True):
        matches = np.isclose(column[:, None], np.array(values), rtol=1e-4)
        inside &= matches.any(axis=1)
        number = number * len(values) + matches.argmax(axis=1)
    blank = np.isnan(parameters).all(axis=1)
    return np.where(blank, 0, np.where(inside, number + 1, -1))
