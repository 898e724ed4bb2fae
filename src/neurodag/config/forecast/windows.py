"""What is forecast: the activity of a unit around a presentation, and whether it is active."""

from typing import Literal

from pydantic import Field, model_validator

from neurodag.config.base import Count, Name, OrNull, Positive, Settings, Share

Balance = Literal["weights", "sampling", "none"]
"""How few active observations are made up for: active ones weigh more, inactive ones are left out,
or not at all."""


class Windows(Settings):
    """Observations of a session (QuantFormer sections 3.2, 4.1 and 4.2)."""

    signal: Literal["change", "counts"] = "change"
    """What is forecast: ΔF/F of calcium sessions, or the spikes in each frame of sessions of
    spikes."""
    frame_rate_hz: Positive = 30.0
    """Frames in a second. Fluorescence of another rate (by over 2 %) is interpolated linearly;
    of spikes, neighbouring bins are added up, and must make whole frames."""
    baseline_frames: Count = 96
    """Frames before the onset, which a forecast is made from."""
    response_frames: Count = 64
    """Frames from the onset on, which are forecast."""
    f0_frames: Count = 90
    """Last frames before the onset: rest. Their mean fluorescence is F0. The authors: 60."""
    f0_floor: OrNull[Share] = 0.1
    """Smallest F0, as a share of the median of the unit's absolute fluorescence; null, as the
    authors: none. Counts need none."""
    active_frames: Count = 15
    """Frames from the onset on that tell whether a unit is active."""
    active_frames_of: dict[Name, Count] = Field({"drifting_gratings": 60})
    """The same for single stimuli, by their names."""
    active_gain: Positive = 0.1
    """A unit is active if the mean change of these frames is above this: ΔF/F, or spikes in a frame
    less the mean at rest."""
    active_by: Literal["gain", "absolute"] = "gain"
    """What is averaged: the change, or, as the authors, its absolute value."""
    validation: Share = 0.1
    """Share of each training epoch, its last presentations, that validates where the split of a
    session has no validation part."""

    @model_validator(mode="after")
    def _fit(self) -> "Windows":
        if self.f0_frames > self.baseline_frames:
            raise ValueError(
                f"f0_frames {self.f0_frames} is more than the {self.baseline_frames} frames of the "
                "baseline (baseline_frames); give as many or fewer."
            )
        longest = max(self.active_frames, *self.active_frames_of.values(), 0)
        if longest > self.response_frames:
            raise ValueError(
                f"active_frames or active_frames_of is {longest}, which is more than the "
                f"{self.response_frames} frames of the response (response_frames); give as many or "
                "fewer."
            )
        return self
