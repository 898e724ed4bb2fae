"""Which networks the studies train, and what tells one from the others."""

from collections.abc import Iterable
from typing import NamedTuple

from neurodag.config import MtM, Scheme, Study

WITHOUT_RATIO = {"causal", "inter_region"}


class RunId(NamedTuple):
    """What tells a network from the others; the wildcards of its files."""

    session: str
    scheme: Scheme
    ratio: float
    seed: int

    def path(self, pattern: str) -> str:
        """A pattern of `neurodag.layout`, filled in."""
        return pattern.format(**self._asdict())


def runs_of(mtm: MtM, study: Study, sessions: Iterable[str]) -> list[RunId]:
    """The networks of a study: every scheme on every session, for every mask ratio and seed."""
    return [
        RunId(session, scheme, ratio, seed)
        for session in sessions
        for scheme in study.schemes
        for ratio in ratios(mtm, study, scheme)
        for seed in mtm.seeds
    ]


def ratios(mtm: MtM, study: Study, scheme: Scheme) -> tuple[float, ...]:
    """The mask ratios that a scheme is trained with; one is enough for schemes without a ratio."""
    usual = (mtm.masking.ratio,)
    return usual if scheme in WITHOUT_RATIO else getattr(study, "ratios", usual)
