"""Firing rates: the exponential of a weighted sum of everything that drives the units."""

from dataclasses import dataclass

import numpy as np

from neurodag.simulate.units import Units

MAX_RATE_HZ = 200.0
"""No unit fires faster."""
EVOKED_RISE_S, EVOKED_DECAY_S, EVOKED_SUSTAINED = 0.03, 0.15, 0.4
"""Time constants of the response to the stimulus, and the share of it that does not decay."""


@dataclass(frozen=True)
class Drives:
    """What drives the units, in the order of `Units.weight`."""

    latent: np.ndarray
    """`(trial, time, latent)`"""
    choice: np.ndarray
    """`(trial, time)`"""
    whisker: np.ndarray
    """`(trial, time)`"""
    evoked: np.ndarray
    """`(time)`, the same in every trial."""

    @property
    def stacked(self) -> np.ndarray:
        """float32 `(trial, time, driver)`."""
        evoked = np.broadcast_to(self.evoked, self.choice.shape)
        others = np.stack([self.choice, self.whisker, evoked], axis=2)
        return np.concatenate([self.latent, others], axis=2, dtype=np.float32)


def evoked_response(time_s: np.ndarray) -> np.ndarray:
    """A transient at the stimulus and what is sustained of it, between 0 and 1 `(time)`."""
    since_s = np.maximum(time_s, 0)
    rise = 1 - np.exp(-since_s / EVOKED_RISE_S)
    return rise * (EVOKED_SUSTAINED + (1 - EVOKED_SUSTAINED) * np.exp(-since_s / EVOKED_DECAY_S))


def firing_rates(units: Units, drives: Drives) -> tuple[np.ndarray, np.ndarray]:
    """Rates in hertz, float32 `(trial, time, unit)`, and the baselines behind them `(unit)`.

    The baseline, the rate when nothing drives the unit, makes the mean over trials and bins that
    of the unit (but for what the ceiling cuts off).
    """
    rate = drives.stacked @ units.weight.astype(np.float32)
    np.exp(rate, out=rate)
    baseline = (units.mean_rate_hz / rate.mean(axis=(0, 1), dtype=np.float64)).astype(np.float32)
    rate *= baseline
    np.minimum(rate, MAX_RATE_HZ, out=rate)
    return rate, baseline
