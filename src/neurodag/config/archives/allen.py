"""Allen Brain Observatory, two-photon: how its files are read, and what its simulated twin is."""

from typing import Literal, get_args

from pydantic import Field, model_validator

from neurodag.config.base import Count, Name, NonNegative, Positive, Seed, Settings, Several, Share

Stimulus = Literal[
    "drifting_gratings",
    "static_gratings",
    "natural_scenes",
    "locally_sparse_noise",
    "locally_sparse_noise_4deg",
    "locally_sparse_noise_8deg",
]
STIMULI: tuple[Stimulus, ...] = get_args(Stimulus)
"""Stimuli whose presentations evoke single responses; movies and gray screen are not read."""

SessionType = Literal["A", "B", "C", "C2"]


class AllenReader(Settings):
    """How Brain Observatory files become sessions; the defaults are those of QuantFormer."""

    stimuli: Several[Stimulus] = STIMULI
    """Stimuli whose presentations are kept; those that a session does not have are passed over."""
    epochs: Count = 3
    """Most epochs of one stimulus: of more gaps than this allows, the longest are kept
    (QuantFormer section 4.1: three sub-sessions)."""


class AllenTwin(Settings):
    """Simulated experiments in the layout of the Brain Observatory, with a known truth."""

    containers: dict[Name, dict[SessionType, Name]] = Field(
        {"1000": {"A": "1001", "B": "1002", "C": "1003"}}, min_length=1
    )
    """Mice (experiment containers), and the id of each one's experiment of each session type."""
    pipeline_version: Literal["1.0", "2.0", "3.0"] = "3.0"
    """Version of the archive's own processing: from 2.0 on, traces are demixed."""
    units: Count = 40
    """Cells of an experiment."""
    scale: Positive = Field(0.1, le=1)
    """Length of the stimulus blocks, and of what lies between them, as a share of the real one."""
    active: Share = 0.05
    """Share of presentations in which a unit is to be active, by the paper's label."""
    evoked: Share = 0.5
    """Share of the calcium events that the stimulus evokes; the others are spontaneous."""
    event_size: Positive = 1.0
    """ΔF/F at the peak of one calcium event."""
    noise: NonNegative = 0.05
    """Standard deviation of the noise of a frame, in units of the resting fluorescence."""
    drift: NonNegative = 0.02
    """Largest slow change of the resting fluorescence, as a share of it."""
    neuropil: Positive = 0.1
    """Standard deviation of the neuropil signal, as a share of its mean."""
    seed: Seed = 0
    """Seed of the simulation; each experiment draws from it and its own id."""

    @model_validator(mode="after")
    def _ids_are_unique(self) -> "AllenTwin":
        ids = [id_ for experiments in self.containers.values() for id_ in experiments.values()]
        repeated = sorted({id_ for id_ in ids if ids.count(id_) > 1})
        if repeated:
            raise ValueError(
                f"The experiment {', '.join(repeated)} stands more than once in containers; give "
                "each experiment an id of its own."
            )
        return self
