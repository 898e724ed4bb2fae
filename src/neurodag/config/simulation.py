"""Simulated recordings: what the sessions of a `simulation` dataset are drawn from."""

from pydantic import Field, model_validator

from neurodag.config.base import Count, CountOrZero, Name, NonNegative, Positive, Seed, Settings


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
    units: dict[Name, Count] = Field(
        {"CA1": 12, "DG": 10, "LP": 10, "PO": 10, "VIS": 12}, min_length=1
    )
    """Units of each region."""
    shared_latents: CountOrZero = 2
    """Latents that drive every region."""
    region_latents: CountOrZero = 3
    """Latents that drive one region alone, for each region."""
    modulation: Positive = 0.6
    """Standard deviation of the log-rate that the latents cause."""
    median_rate_hz: Positive = 2.0
    """Median over units of the mean firing rate, in spikes per second."""
    rate_spread: NonNegative = 1.4
    """Standard deviation over units of the log of the mean firing rate."""
    choice_strength: NonNegative = 0.5
    """Standard deviation, over the units that know of the choice, of the log-rate it adds at the
    movement."""
    whisker_strength: NonNegative = 0.5
    """Standard deviation over units of the log-rate that one standard deviation of log whisker
    motion adds."""
    seed: Seed = 0
    """Seed of the simulation; each session draws from it and its own id."""

    @model_validator(mode="after")
    def _stimulus_falls_inside(self) -> "SpikeSimulation":
        length = self.bins * self.bin_width_s
        if self.pre_stimulus_s >= length:
            raise ValueError(
                f"pre_stimulus_s {self.pre_stimulus_s} leaves nothing of a trial of {length:g} s "
                "after the stimulus; give less."
            )
        return self
