"""Simulated recordings: what the sessions of a `simulation` dataset are drawn from."""

from collections import defaultdict
from typing import Annotated

from pydantic import Field, Strict, model_validator

from neurodag.config.base import (
    Count,
    CountOrZero,
    Name,
    NonNegative,
    Positive,
    Seed,
    Settings,
    Share,
)


class Coupling(Settings):
    """One region drives another, some bins later."""

    source: Name
    """Region that drives."""
    target: Name
    """Region that is driven."""
    strength: Share
    """Weight of the source's latents in those of the target, whose variance stays 1: the squared
    strengths of all that drive one region add up to less than 1."""
    delay: Count
    """Bins after which the source is felt."""


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
    couplings: Annotated[tuple[Coupling, ...], Strict(False)] | Share = ()
    """Which regions drive which: a list of couplings, or the share of all ordered pairs of regions
    that are coupled, drawn by the seed."""
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

    @model_validator(mode="after")
    def _couplings_are_possible(self) -> "SpikeSimulation":
        if not self.couplings:
            return self
        if not self.region_latents:
            raise ValueError("couplings need latents of single regions; region_latents is 0.")
        if isinstance(self.couplings, float):
            return self
        received: dict[str, float] = defaultdict(float)
        pairs = set()
        for coupling in self.couplings:
            pair = coupling.source, coupling.target
            for region in pair:
                if region not in self.units:
                    raise ValueError(
                        f"couplings names the region {region}, which has no units; the regions are "
                        f"{', '.join(self.units)}."
                    )
            if coupling.source == coupling.target or pair in pairs:
                raise ValueError(
                    f"couplings has {' to '.join(pair)}, but a region cannot drive itself, nor "
                    "another one twice; leave it out."
                )
            pairs.add(pair)
            received[coupling.target] += coupling.strength**2
        for region, share in received.items():
            if share >= 1:
                raise ValueError(
                    f"couplings: the squared strengths into {region} add up to {share:.3g}; they "
                    "must stay below 1."
                )
        return self
