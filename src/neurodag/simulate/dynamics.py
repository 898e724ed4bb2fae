"""Latents: decaying rotations driven by noise, some shared by all regions, some of one region."""

import numpy as np

from neurodag.config.simulation import SpikeSimulation
from neurodag.simulate.couplings import couple, draw_couplings
from neurodag.simulate.seeding import generator

SHARED = "all regions"
"""Stands in for the region of the latents that drive every region."""
TIMESCALE_S = (0.2, 0.5)
"""Range of the time in which a latent forgets its past, in seconds."""
FREQUENCY_HZ = (0.3, 1.5)
"""Range of the frequency at which a pair of latents rotates."""


def latent_groups(settings: SpikeSimulation) -> dict[str, int]:
    """Latents of each group: the shared ones, then those of each region."""
    return {SHARED: settings.shared_latents} | dict.fromkeys(
        settings.units, settings.region_latents
    )


def draw_latents(settings: SpikeSimulation, rng: np.random.Generator) -> np.ndarray:
    """Latents of every group, one after the other, float32 `(trial, time, latent)`.

    Each has mean 0 and variance 1 at every time, and is independent at that time of the others of
    its group and, without couplings, of all others. The rotations belong to the seed and the
    region, so the sessions of one simulation share them.
    """
    couplings = draw_couplings(settings)
    past = max((coupling.delay for coupling in couplings), default=0)
    own = {
        group: _run(
            _rotations(count, settings.bin_width_s, generator(settings.seed, "dynamics", group)),
            settings.trials,
            past + settings.bins,
            rng,
        )
        for group, count in latent_groups(settings).items()
    }
    return np.concatenate(list(couple(own, couplings, past).values()), axis=2)


def _rotations(count: int, bin_width_s: float, rng: np.random.Generator) -> np.ndarray:
    """Decaying rotations of pairs of latents `(latent, latent)`; an odd last one only decays."""
    transition = np.zeros((count, count))
    for first in range(0, count, 2):
        decay = np.exp(-bin_width_s / rng.uniform(*TIMESCALE_S))
        angle = 2 * np.pi * rng.uniform(*FREQUENCY_HZ) * bin_width_s
        if first + 1 == count:
            transition[first, first] = decay
        else:
            cos, sin = np.cos(angle), np.sin(angle)
            transition[first : first + 2, first : first + 2] = decay * np.array(
                [[cos, -sin], [sin, cos]]
            )
    return transition


def _run(transition: np.ndarray, trials: int, bins: int, rng: np.random.Generator) -> np.ndarray:
    """Trials of the dynamics, float32 `(trial, time, latent)`, begun in the stationary state."""
    noise = np.sqrt(1 - np.square(transition).sum(axis=1))
    latent = np.empty((trials, bins, len(transition)), dtype=np.float32)
    state = rng.standard_normal((trials, len(transition)))
    for step in range(bins):
        latent[:, step] = state
        state = state @ transition.T + noise * rng.standard_normal(state.shape)
    return latent
