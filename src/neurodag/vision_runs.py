"""Which networks from images to responses the studies of V1T train, and on which animals."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from neurodag import layout
from neurodag.config.vision.studies import (
    AnimalStudy,
    DatasetStudy,
    EnsembleStudy,
    SampleStudy,
    VisionStudy,
)
from neurodag.config.vision.v1t import V1T
from neurodag.layout import Place

ALL = "all"
"""In the place of a number of training trials."""
ONLY, WITHOUT = ".only.", ".without."
Cohorts = Mapping[str, tuple[str, ...]]
"""The sessions of each cohort of the settings."""


class VisionRunId(NamedTuple):
    """What tells a network from the others; the wildcards of its files."""

    cohort: str
    """A cohort of the settings, or a part of one (`members`)."""
    network: str
    samples: int | str
    """Training trials of each animal, or all."""
    seed: int

    @property
    def place(self) -> Place:
        return layout.VISION_RUN

    def path(self, pattern: str) -> str:
        """A pattern of its place, filled in."""
        return pattern.format(**self._asdict())


class TransferId(NamedTuple):
    """What tells readouts on another cohort's core from the others; the wildcards of its files."""

    origin: str
    """Cohort that the core was trained on."""
    network: str
    cohort: str
    seed: int

    @property
    def place(self) -> Place:
        return layout.TRANSFER

    def path(self, pattern: str) -> str:
        """A pattern of its place, filled in."""
        return pattern.format(**self._asdict())


AnyVisionRun = VisionRunId | TransferId


def named_cohort(cohort: str) -> str:
    """The cohort of the settings that this is, or is a part of."""
    return cohort.split(ONLY)[0].split(WITHOUT)[0]


def members(cohort: str, cohorts: Cohorts) -> tuple[str, ...]:
    """The sessions of a cohort, or of a part: `NAME.only.SESSION` or `NAME.without.SESSION`.

    Raises KeyError for what is neither.
    """
    if cohort in cohorts:
        return cohorts[cohort]
    for how in (ONLY, WITHOUT):
        name, found, session = cohort.partition(how)
        if found and session in cohorts[name]:
            others = tuple(other for other in cohorts[name] if other != session)
            return (session,) if how == ONLY else others
    raise KeyError(cohort)


def networks_of(study: VisionStudy, cohorts: Cohorts, seed: int) -> Iterator[AnyVisionRun]:
    """The networks that a study needs, in the order of its rows."""
    match study:
        case EnsembleStudy():
            for cohort in study.cohorts:
                for network in study.networks:
                    yield from ensemble(study, cohort, network, seed)
        case SampleStudy():
            yield from of_samples(study, seed)
        case AnimalStudy():
            for network in study.networks:
                for session in cohorts[study.cohort]:
                    alone, others = (f"{study.cohort}{how}{session}" for how in (ONLY, WITHOUT))
                    yield VisionRunId(alone, network, ALL, seed)
                    yield VisionRunId(others, network, ALL, seed)
                    yield TransferId(others, network, alone, seed)
        case DatasetStudy():
            for network in study.networks:
                yield VisionRunId(study.target, network, ALL, seed)
                yield VisionRunId(study.origin, network, ALL, seed)
                yield TransferId(study.origin, network, study.target, seed)
        case _:
            for cohort in study.cohort_names():
                for network in study.network_names():
                    yield VisionRunId(cohort, network, ALL, seed)


def of_samples(study: SampleStudy, seed: int) -> list[VisionRunId]:
    """Networks that have seen so many trials, and networks that have seen all."""
    samples: list[int | str] = [*study.sizes, ALL]
    return [
        VisionRunId(study.cohort, network, size, seed + more)
        for size in samples
        for network in study.networks
        for more in range(study.seeds)
    ]


def ensemble(study: EnsembleStudy, cohort: str, network: str, seed: int) -> list[VisionRunId]:
    """The networks among which an ensemble chooses its members."""
    return [VisionRunId(cohort, network, ALL, seed + more) for more in range(study.members)]


def vision_runs(v1t: V1T, cohorts: Cohorts) -> dict[str, list[AnyVisionRun]]:
    """The networks of every study that the settings ask for, by the study's name."""
    return {
        name: list(networks_of(study, cohorts, v1t.seed))
        for name, study in v1t.studies
        if study is not None
    }
