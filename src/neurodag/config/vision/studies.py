"""The studies of the V1T paper: cohorts and networks of each table or figure."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field, model_validator

from neurodag.config.base import Count, Flag, Name, OrNull, Settings, Several
from neurodag.config.vision.interpretation import AttentionMaps, ReceptiveFields

Pair = Annotated[Several[Name], Field(min_length=2, max_length=2)]


class VisionStudy(Settings):
    """Networks that are compared on one or several cohorts."""

    def cohort_names(self) -> Iterable[str]:
        """The cohorts that it names."""
        return self._names("cohort", "cohorts", "origin", "target")

    def network_names(self) -> Iterable[str]:
        """The networks that it names."""
        return self._names("network", "networks")

    def _names(self, *keys: str) -> Iterable[str]:
        for key in keys:
            names = getattr(self, key, ())
            yield from (names,) if isinstance(names, str) else names


class PerformanceStudy(VisionStudy):
    """Every network on a cohort."""

    cohort: Name
    networks: Several[Name]
    """In the order of the rows; gains are against the one named `cnn`."""


class EnsembleStudy(VisionStudy):
    """The best of many networks that differ in their seed."""

    cohorts: Several[Name]
    networks: Several[Name]
    members: Count = 10
    """Networks that are trained, with seeds from that of the experiments on."""
    best: Count = 5
    """Of these, those that are averaged, by their validation correlation."""

    @model_validator(mode="after")
    def _enough_members(self) -> "EnsembleStudy":
        if self.best > self.members:
            raise ValueError(
                f"best is {self.best}, but there are {self.members} members to choose from; "
                "give at most as many."
            )
        return self


class AttentionStudy(VisionStudy):
    """Where a network with attention looks."""

    cohort: Name
    network: Name
    maps: AttentionMaps = AttentionMaps()
    trials: Count = 3
    """Trials of each animal that are drawn."""
    pictures: Flag = True
    """Whether maps are drawn over the pictures; without, the figure holds nothing of these, which
    may not be one's own to publish."""


class ReceptiveFieldStudy(VisionStudy):
    """Artificial receptive fields of two networks, for the first session of a cohort."""

    cohort: Name
    networks: Pair
    fields: ReceptiveFields = ReceptiveFields()
    units: Count = 3
    """Units that are drawn."""


class AnimalStudy(VisionStudy):
    """Leave one animal out: its readout on a core that was trained on the others."""

    cohort: Name
    networks: Several[Name]


class DatasetStudy(VisionStudy):
    """Readouts on a core that was trained on another dataset."""

    origin: Name
    """Cohort that the core is trained on."""
    target: Name
    """Cohort that the readouts are trained on."""
    networks: Several[Name]


class SampleStudy(VisionStudy):
    """How many trials two networks need."""

    cohort: Name
    networks: Pair
    sizes: Several[Count]
    """Training trials of each animal, beside all of them."""
    seeds: Count = 30
    """Networks of each size, with seeds from that of the experiments on."""


class BehaviorStudy(VisionStudy):
    """What a network makes of behaviour, and of where units lie."""

    cohort: Name
    network: Name


class ReliabilityStudy(VisionStudy):
    """How reliable responses to repeated pictures are; no network."""

    cohorts: Several[Name]


class V1TStudies(Settings):
    """Each makes tables or figures of the paper; null leaves it out."""

    performance: OrNull[PerformanceStudy] = None
    """Tables 1, A.3 and A.5, Dataset S."""
    performance_in_colour: OrNull[PerformanceStudy] = None
    """Tables 1, A.4 and A.5, Dataset F."""
    ensembles: OrNull[EnsembleStudy] = None
    """Ensembles in Tables 1, A.3 and A.5."""
    attention: OrNull[AttentionStudy] = None
    """Table 2, Figures 2C, 2D and A.4."""
    receptive_fields: OrNull[ReceptiveFieldStudy] = None
    """Figures 2A, 2B and A.2."""
    animals: OrNull[AnimalStudy] = None
    """Table A.6."""
    datasets: OrNull[DatasetStudy] = None
    """Table A.7."""
    samples: OrNull[SampleStudy] = None
    """Figure A.1."""
    behavior: OrNull[BehaviorStudy] = None
    """Figures A.3, A.5 and A.6."""
    reliability: OrNull[ReliabilityStudy] = None
    """Noise ceilings of every session, a table of their own."""
