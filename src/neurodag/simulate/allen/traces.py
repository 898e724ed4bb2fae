"""Fluorescence that events cause, and what a microscope adds to it."""

from dataclasses import dataclass

import numpy as np
from scipy.signal import lfilter

from neurodag.config.archives.allen import AllenTwin
from neurodag.simulate.allen.events import FRAME_RATE_HZ, calcium

RESTING, RESTING_SPREAD = 500.0, 0.4
"""Median over cells of the resting fluorescence, and the standard deviation of its log."""
NEUROPIL = 400.0
"""Median of the mean fluorescence of the neuropil around a cell; it spreads like that of cells."""
CONTAMINATION = (0.3, 0.9)
"""Range of the part of the neuropil signal that is mixed into a cell's."""
NEUROPIL_S = 1.0
"""Time in which the neuropil signal forgets its past."""
DRIFT_MINUTES = (5.0, 20.0)
"""Range of the periods in which resting fluorescence drifts."""
OVERLAP = 0.1
"""Part of a neighbour's signal in a raw trace, which demixing takes out."""


@dataclass(frozen=True)
class Traces:
    """Traces of one experiment; those over time are float32 `(frame, unit)`."""

    resting: np.ndarray
    """Mean fluorescence of a cell at rest `(unit)`."""
    contamination: np.ndarray
    """The archive's r `(unit)`."""
    clean: np.ndarray
    """Fluorescence of the cell without neuropil and noise."""
    neuropil: np.ndarray
    """Fluorescence around the cell."""
    demixed: np.ndarray
    """Fluorescence of the cell with noise and its part of the neuropil."""

    @property
    def raw(self) -> np.ndarray:
        """With a part of the neighbouring cell, as before demixing."""
        return self.demixed + np.float32(OVERLAP) * np.roll(self.demixed, 1, axis=1)

    @property
    def corrected(self) -> np.ndarray:
        """Without the neuropil, as a reader of the archive sees the cell."""
        return self.demixed - self.contamination.astype(np.float32) * self.neuropil


def draw_traces(settings: AllenTwin, events: np.ndarray, rng: np.random.Generator) -> Traces:
    """The traces that `events (frame, unit)` cause."""
    units: int = events.shape[1]
    resting = RESTING * rng.lognormal(0, RESTING_SPREAD, units)
    contamination = rng.uniform(*CONTAMINATION, units)
    clean = settings.event_size * calcium(events) + 1 + _drift(settings, events.shape, rng)
    clean = (resting * clean).astype(np.float32)
    neuropil = _neuropil(settings, events.shape, rng)
    demixed = rng.standard_normal(events.shape, dtype=np.float32)
    demixed *= (settings.noise * resting).astype(np.float32)
    demixed += clean
    demixed += contamination.astype(np.float32) * neuropil
    return Traces(resting, contamination, clean, neuropil, demixed)


def _drift(settings: AllenTwin, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """A slow sine wave of each unit, a share of its resting fluorescence, `(frame, unit)`."""
    frames, units = shape
    period = rng.uniform(*DRIFT_MINUTES, units) * 60 * FRAME_RATE_HZ
    start = rng.uniform(0, 1, units)
    size = settings.drift * rng.uniform(0, 1, units)
    cycles = np.arange(frames, dtype=np.float32)[:, None] / period.astype(np.float32)
    return size * np.sin(2 * np.pi * (cycles + start))


def _neuropil(settings: AllenTwin, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """A common fluctuation and one of each place, in equal parts, around a mean."""
    frames, units = shape
    keep = np.exp(-1 / (NEUROPIL_S * FRAME_RATE_HZ))
    source = rng.standard_normal((frames, units + 1), dtype=np.float32)
    signal = lfilter([np.sqrt(1 - keep**2)], [1, -keep], source, axis=0)
    mixed = (signal[:, :1] + signal[:, 1:]) / np.sqrt(2)
    mean = NEUROPIL * rng.lognormal(0, RESTING_SPREAD, units)
    return (mean * (1 + settings.neuropil * mixed)).astype(np.float32)
