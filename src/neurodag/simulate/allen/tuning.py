"""What each cell prefers, and how strongly it responds to each condition of a stimulus."""

from dataclasses import dataclass

import numpy as np

from neurodag.archives.allen.conditions import GRATINGS, grating_grid
from neurodag.config.archives.allen import Stimulus
from neurodag.simulate.allen.order import GRAY, SCENES

ORIENTATION_SHARPNESS = 3.0
"""Concentration of the von Mises tuning to direction and orientation."""
OPPOSITE_DIRECTION = 0.3
"""Response to the direction opposite to the preferred one, as a share."""
FREQUENCY_OCTAVES = 1.0
"""Standard deviation of the tuning to temporal and spatial frequency, in octaves."""
SCENE_SPARSITY = 0.1
"""Shape of the gamma distribution of responses to scenes: few are large."""
NOISE_SHAPE_DEG = (74.0, 130.0)
"""Height and width of the noise on the screen, in degrees."""
FIELD_DEG = 7.0
"""Standard deviation of a receptive field, in degrees."""


@dataclass(frozen=True)
class Preferences:
    """What the cells of an experiment prefer; all arrays `(unit)`."""

    orientation: np.ndarray
    """Degrees, 0 to 360: of drifting gratings the direction, of static ones modulo 180."""
    temporal_frequency: np.ndarray
    """Hz."""
    spatial_frequency: np.ndarray
    """Cycles a degree."""
    phase: np.ndarray
    """Cycles."""
    field_y: np.ndarray
    """Centre of the receptive field from the top of the screen, in degrees."""
    field_x: np.ndarray
    """Centre of the receptive field from the left of the screen, in degrees."""
    field_sign: np.ndarray
    """1 for cells that like white, −1 for those that like black."""


def draw_preferences(units: int, rng: np.random.Generator) -> Preferences:
    """Preferences spread evenly over what is shown."""
    height, width = NOISE_SHAPE_DEG
    return Preferences(
        orientation=rng.uniform(0, 360, units),
        temporal_frequency=np.exp2(rng.uniform(0, 4, units)),
        spatial_frequency=0.02 * np.exp2(rng.uniform(0, 4, units)),
        phase=rng.uniform(0, 1, units),
        field_y=rng.uniform(0.1, 0.9, units) * height,
        field_x=rng.uniform(0.1, 0.9, units) * width,
        field_sign=rng.choice([-1, 1], units),
    )


def drive(
    stimulus: Stimulus, prefer: Preferences, noise: np.ndarray | None, rng: np.random.Generator
) -> np.ndarray:
    """Strength of the response to each condition, from 0 up, `(condition, unit)`.

    `noise (frame, y, x)` are the frames of sparse noise, None for other stimuli.
    """
    if noise is not None:
        return _to_noise(noise, prefer)
    if stimulus in GRATINGS:
        grid = dict(zip(GRATINGS[stimulus], grating_grid(stimulus).T[..., None], strict=True))
        to_grating = _to_drifting if "temporal_frequency" in grid else _to_static
        return np.nan_to_num(to_grating(grid, prefer))  # the blank sweep drives nothing
    return rng.gamma(SCENE_SPARSITY, size=(SCENES, len(prefer.orientation)))


def _to_drifting(grid: dict[str, np.ndarray], prefer: Preferences) -> np.ndarray:
    angle = np.deg2rad(grid["orientation"] - prefer.orientation)
    direction = np.exp(ORIENTATION_SHARPNESS * (np.cos(angle) - 1))
    opposite = np.exp(ORIENTATION_SHARPNESS * (-np.cos(angle) - 1))
    octaves = np.log2(grid["temporal_frequency"] / prefer.temporal_frequency)
    return (direction + OPPOSITE_DIRECTION * opposite) * _bell(octaves / FREQUENCY_OCTAVES)


def _to_static(grid: dict[str, np.ndarray], prefer: Preferences) -> np.ndarray:
    angle = np.deg2rad(grid["orientation"] - prefer.orientation)
    orientation = np.exp(ORIENTATION_SHARPNESS * (np.cos(2 * angle) - 1))
    octaves = np.log2(grid["spatial_frequency"] / prefer.spatial_frequency)
    phase = (1 + np.cos(2 * np.pi * (grid["phase"] - prefer.phase))) / 2
    return orientation * phase * _bell(octaves / FREQUENCY_OCTAVES)


def _to_noise(noise: np.ndarray, prefer: Preferences) -> np.ndarray:
    """Contrast seen through a Gaussian field, where its sign is the preferred one."""
    y, x = (
        (np.arange(size) + 0.5) / size * degrees
        for size, degrees in zip(noise.shape[1:], NOISE_SHAPE_DEG, strict=True)
    )
    rows = _bell((y[:, None] - prefer.field_y) / FIELD_DEG)
    columns = _bell((x[:, None] - prefer.field_x) / FIELD_DEG)
    contrast = np.sign(noise.astype(np.int16) - GRAY).astype(np.float32)
    seen = np.einsum("fyx,xu->fyu", contrast, columns)
    seen = np.einsum("fyu,yu->fu", seen, rows)
    return np.maximum(prefer.field_sign * seen, 0)


def _bell(distance: np.ndarray) -> np.ndarray:
    return np.exp(-0.5 * np.square(distance))
