"""Simulated recordings: what the sessions of a `simulation` dataset are drawn from."""

from typing import Annotated

from pydantic import Field

from neurodag.config.base import Count, Name, NonNegative, Positive, Seed, Settings


class SpikeSimulation(Settings):
    """Spiking sessions with known rates, driven by latents shared between and within regions."""

    trials: Count = 400
    """Trials of a session."""
    bins: Count = 100
    """Time bins of a trial."""
    bin_width_s: Positive = 0.02
    """Width of a bin in seconds."""
    pre_stimulus_s: NonNegative = 0.5
    """Seconds of a trial before the stimulus."""
    units: Annotated[dict[Name, Count], Field(min_length=1)] = {
        "CA1": 12,
        "DG": 10,
        "LP": 10,
        "PO": 10,
        "VIS": 12,
    }
    """Units of each region."""
    shared_latents: Annotated[int, Field(ge=0)] = 2
    """Latents that drive every region."""
    region_latents: Annotated[int, Field(ge=0)] = 3
    """Latents that drive one region alone, for each region."""
    modulation: Positive = 0.6
    """Standard deviation of the log-rate that the latents cause."""
    median_rate_hz: Positive = 2.0
    """Median over units of the mean firing rate, in spikes per second."""
    rate_spread: NonNegative = 1.4
    """Standard deviation over units of the log of the mean firing rate."""
    choice_strength: NonNegative = 0.5
    """How strongly the animal's choice moves the latents."""
    whisker_strength: NonNegative = 0.5
    """How strongly whisker motion follows the latents."""
    seed: Seed = 0
    """Seed of the simulation; each session draws from it and its own id."""
