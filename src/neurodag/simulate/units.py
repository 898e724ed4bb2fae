"""What each unit does with the latents, the choice, the whiskers and the stimulus."""

from dataclasses import dataclass

import numpy as np

from neurodag.config.simulation import SpikeSimulation
from neurodag.simulate.dynamics import SHARED, latent_groups

CHOICE_UNITS = 0.5
"""Share of the units that know of the choice."""
EVOKED_WEIGHT = (0.4, 0.4)
"""Mean and standard deviation over units of the log-rate that the stimulus adds at its peak."""


@dataclass(frozen=True)
class Units:
    """Weights of the log-rate on everything that drives it."""

    region: np.ndarray
    """Names `(unit)`."""
    mean_rate_hz: np.ndarray
    """Log-normal `(unit)`."""
    loading: np.ndarray
    """`(latent, unit)`; its squares add up to `modulation`² in every unit."""
    choice_weight: np.ndarray
    whisker_weight: np.ndarray
    evoked_weight: np.ndarray

    @property
    def weight(self) -> np.ndarray:
        """All weights, one driver under the other `(driver, unit)`."""
        return np.vstack(
            [self.loading, self.choice_weight, self.whisker_weight, self.evoked_weight]
        )


def latent_region(settings: SpikeSimulation) -> np.ndarray:
    """Names of the region that each latent drives `(latent)`."""
    groups = latent_groups(settings)
    return np.repeat(np.array(list(groups)), list(groups.values()))


def draw_units(settings: SpikeSimulation, rng: np.random.Generator) -> Units:
    """The units of one session, region after region."""
    region = np.repeat(np.array(list(settings.units)), list(settings.units.values()))
    size = len(region)
    selective = rng.permutation(size) < CHOICE_UNITS * size
    return Units(
        region=region,
        mean_rate_hz=settings.median_rate_hz * rng.lognormal(0, settings.rate_spread, size),
        loading=_loading(settings, region, rng),
        choice_weight=settings.choice_strength * rng.standard_normal(size) * selective,
        whisker_weight=settings.whisker_strength * rng.standard_normal(size),
        evoked_weight=rng.normal(*EVOKED_WEIGHT, size),
    )


def _loading(settings: SpikeSimulation, region: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Random directions, their squared length divided between shared and own latents by number."""
    source = latent_region(settings)
    direction = rng.standard_normal((len(source), len(region)))
    shared = direction[source == SHARED]
    own = direction[source != SHARED] * (source[source != SHARED, None] == region)
    share = settings.shared_latents / max(settings.shared_latents + settings.region_latents, 1)
    return settings.modulation * np.vstack(
        [
            np.sqrt(share) * shared / np.linalg.norm(shared, axis=0),
            np.sqrt(1 - share) * own / np.linalg.norm(own, axis=0),
        ]
    )
