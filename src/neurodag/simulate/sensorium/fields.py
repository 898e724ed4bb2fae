"""Receptive fields: Gabor functions, laid out by a retinotopic map."""

from dataclasses import dataclass

import numpy as np

from neurodag.config.archives.sensorium import SensoriumTwin

CORTEX_UM = np.array([[0, 0, 100], [600, 600, 300]])
"""Corners of the recorded volume."""
COVERED = 0.5
"""Share of the picture's height and width that the map spreads over."""
SIZE = (0.07, 0.12)
"""Range of the standard deviation of a field, as a share of the picture's height."""
CYCLES = (0.15, 0.35)
"""Range of the cycles of a field's carrier within one standard deviation."""


@dataclass(frozen=True)
class Fields:
    """One field for each unit; pixels are counted from the centre of the first, as (y, x)."""

    position: np.ndarray
    """x, y and z in whole µm `(unit, 3)`."""
    map: np.ndarray
    """Pixels for each µm in x and y `(image axis, 2)`."""
    map_origin: np.ndarray
    """Centre in pixels of a field of a unit at position 0 `(image axis,)`."""
    centre: np.ndarray
    """In pixels `(unit, image axis)`."""
    size: np.ndarray
    """Standard deviation in pixels `(unit,)`."""
    orientation: np.ndarray
    """Direction in which the carrier changes, in radians from x towards y `(unit,)`."""
    frequency: np.ndarray
    """Cycles of the carrier in a pixel `(unit,)`."""
    phase: np.ndarray
    """Phase of the carrier at the centre, in radians `(unit,)`."""
    colour: np.ndarray
    """Weight of each channel; the squares add up to 1 `(unit, channel)`."""


def draw_fields(settings: SensoriumTwin, rng: np.random.Generator) -> Fields:
    """The fields of a scan; their map is a turned and stretched plane, plus scatter."""
    height, width = settings.image_size
    units = settings.units
    position = rng.integers(CORTEX_UM[0], CORTEX_UM[1], size=(units, 3), endpoint=True)
    turn = rng.uniform(0, 2 * np.pi)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    extent = CORTEX_UM[1, :2] - CORTEX_UM[0, :2]
    retinotopy = np.diag([height, width]) @ rotation * COVERED / extent
    origin = np.array([height - 1, width - 1]) / 2 - retinotopy @ CORTEX_UM[:, :2].mean(axis=0)
    scatter = settings.map_scatter * height * rng.standard_normal((units, 2))
    size = height * rng.uniform(*SIZE, units)
    angle = rng.uniform(-np.pi / 4, 3 * np.pi / 4, units)  # both channels, one, or opponent
    colour = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return Fields(
        position=position,
        map=retinotopy,
        map_origin=origin,
        centre=origin + position[:, :2] @ retinotopy.T + scatter,
        size=size,
        orientation=rng.uniform(0, np.pi, units),
        frequency=rng.uniform(*CYCLES, units) / size,
        phase=rng.uniform(0, 2 * np.pi, units),
        colour=colour if settings.colour else np.ones((units, 1)),
    )


def filters(fields: Fields, size: tuple[int, int]) -> np.ndarray:
    """The fields as pictures of `size`, each of norm 1, float32 `(unit, y, x)`."""
    pixel = np.indices(size, dtype=np.float64)
    gabors = np.empty((len(fields.size), *size), dtype=np.float32)
    for unit, gabor in enumerate(gabors):
        y, x = pixel - fields.centre[unit][:, None, None]
        angle = fields.orientation[unit]
        cycles = fields.frequency[unit] * (x * np.cos(angle) + y * np.sin(angle))
        envelope = np.exp(-(x**2 + y**2) / (2 * fields.size[unit] ** 2))
        wave = envelope * np.cos(2 * np.pi * cycles + fields.phase[unit])
        gabor[:] = wave / np.linalg.norm(wave)
    return gabors
