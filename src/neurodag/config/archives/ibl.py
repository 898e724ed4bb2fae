"""The IBL archive: how a recording becomes a session, and what its simulated twin is like."""

from typing import Literal

from pydantic import model_validator

from neurodag.config.base import Count, Name, NonNegative, OrNull, Positive, Settings, Several
from neurodag.config.simulation import SpikeSimulation

WHOLE_BINS = 1e-6
"""How far, in bins, the window around the stimulus may be from a whole number of bins."""


class IBLReader(Settings):
    """How a session is made from a recording of the International Brain Laboratory."""

    before_s: NonNegative = 0.5
    """Seconds of a trial before the stimulus."""
    after_s: Positive = 1.5
    """Seconds of a trial after the stimulus."""
    bin_width_s: Positive = 0.02
    """Width of a bin in seconds."""
    sorters: Several[Name] = ("iblsorter", "pykilosort", "direct")
    """Spike sorters, the preferred one first; `direct` stands for files in the probe's folder
    itself, where the oldest results lie."""
    revision: OrNull[str] = None
    """Newest revision of a file that may be used, such as `2024-05-06`; null takes the newest there
    is."""
    regions: Literal["allen", "beryl"] = "allen"
    """Names of regions: `allen`, the finest of the atlas, or `beryl`, those of IBL's maps."""
    shortest_reaction_s: NonNegative = 0.08
    """Trials in which the wheel moves sooner after the stimulus do not count for decoding."""
    longest_reaction_s: Positive = 2.0
    """Trials in which it moves later do not either."""
    longest_response_s: Positive = 10.0
    """Nor do trials whose feedback comes later after the go cue."""

    @property
    def bins(self) -> int:
        """Bins of a trial."""
        return round((self.before_s + self.after_s) / self.bin_width_s)

    @model_validator(mode="after")
    def _has_whole_bins(self) -> "IBLReader":
        length = self.before_s + self.after_s
        if self.bins < 1 or abs(length / self.bin_width_s - self.bins) > WHOLE_BINS:
            raise ValueError(
                f"before_s {self.before_s} and after_s {self.after_s} make {length:g} s, which are "
                f"not whole bins of bin_width_s {self.bin_width_s}; change one of the three."
            )
        return self


class IBLTwin(SpikeSimulation):
    """A recording with known rates, written in the folders and files of the IBL archive.

    The names of its regions must be acronyms of the Allen atlas.
    """

    probes: Count = 2
    """Probes, among which the units are parted in the order of their regions."""
    sorter: Name = "pykilosort"
    """Folder of the spike sorting; `direct` writes into the folders of the probes themselves."""
    gap_s: NonNegative = 0.5
    """Shortest time between two trials, in seconds."""
    extra_gap_s: NonNegative = 1.0
    """Mean of the exponential time that is added to it."""
    left_camera_hz: Positive = 60.0
    """Frame rate of the left camera."""
    right_camera_hz: Positive = 150.0
    """Frame rate of the right camera."""
    failed_cameras: Literal["none", "left", "both"] = "none"
    """Cameras without motion energy."""

    @model_validator(mode="after")
    def _probes_have_units(self) -> "IBLTwin":
        units = sum(self.units.values())
        if self.probes > units:
            raise ValueError(
                f"probes is {self.probes}, but there are {units} units; give at most one probe "
                "for each unit."
            )
        return self
