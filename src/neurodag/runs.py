"""Which networks of single sessions the studies train, and what tells one from the others."""

from collections.abc import Iterable
from typing import NamedTuple

from neurodag import layout
from neurodag.config import MtM, Scheme, Search, Study
from neurodag.config.networks import Architecture
from neurodag.layout import Place

WITHOUT_RATIO = {"causal", "inter_region"}


class RunId(NamedTuple):
    """What tells a network from the others; the wildcards of its files."""

    architecture: Architecture
    session: str
    scheme: Scheme
    ratio: float
    seed: int

    @property
    def place(self) -> Place:
        return layout.RUN

    def path(self, pattern: str) -> str:
        """A pattern of its place, filled in."""
        return pattern.format(**self._asdict())


class VariantId(NamedTuple):
    """What tells a network of the search from the others; the wildcards of its files."""

    variant: str
    session: str
    scheme: Scheme
    seed: int

    @property
    def place(self) -> Place:
        return layout.VARIANT

    def path(self, pattern: str) -> str:
        """A pattern of its place, filled in."""
        return pattern.format(**self._asdict())


class Wanted(NamedTuple):
    """A study, and the networks that it is of."""

    architecture: Architecture
    study: Study


def studies_of(mtm: MtM) -> dict[str, Wanted]:
    """The studies of networks of single sessions that the settings ask for, by name."""
    studies = {name: Wanted("ndt1", study) for name, study in mtm.studies if study}
    if mtm.ndt2 and mtm.ndt2.ablation:
        studies["ndt2_ablation"] = Wanted("ndt2", mtm.ndt2.ablation)
    if mtm.ndt2 and mtm.ndt2.comparison:
        studies["ndt2_comparison"] = Wanted("ndt2", mtm.ndt2.comparison)
    return studies


def runs_of(mtm: MtM, wanted: Wanted, sessions: Iterable[str]) -> list[RunId]:
    """The networks of a study: every scheme on every session, for every mask ratio and seed."""
    architecture, study = wanted
    return [
        RunId(architecture, session, scheme, ratio, seed)
        for session in sessions
        for scheme in study.schemes
        for ratio in ratios(mtm, study, scheme)
        for seed in mtm.seeds
    ]


def ratios(mtm: MtM, study: Study, scheme: Scheme) -> tuple[float, ...]:
    """The mask ratios that a scheme is trained with; one is enough for schemes without a ratio."""
    usual = (mtm.masking.ratio,)
    return usual if scheme in WITHOUT_RATIO else getattr(study, "ratios", usual)


def variants_of(
    search: Search, sessions: Iterable[str], seeds: Iterable[int]
) -> dict[str, list[VariantId]]:
    """The networks of each variant of a search: every session, for every seed."""
    sessions, seeds = tuple(sessions), tuple(seeds)
    return {
        name: [
            VariantId(name, session, search.scheme, seed) for session in sessions for seed in seeds
        ]
        for name in search.variants
    }
