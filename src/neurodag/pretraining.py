"""Which networks are pretrained on many sessions, on which, and fine-tuned on which others."""

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from neurodag import layout
from neurodag.config import MtM, Scheme, Study
from neurodag.config.many_sessions import ManySessions
from neurodag.config.networks import Architecture
from neurodag.errors import ConfigError
from neurodag.layout import Place
from neurodag.runs import Wanted


class PretrainedId(NamedTuple):
    """What tells a pretrained network from the others; the wildcards of its files."""

    architecture: Architecture
    number: int
    scheme: Scheme
    seed: int

    @property
    def place(self) -> Place:
        return layout.PRETRAINED

    def path(self, pattern: str) -> str:
        """A pattern of its place, filled in."""
        return pattern.format(**self._asdict())


class FinetunedId(NamedTuple):
    """What tells a fine-tuned network from the others; the wildcards of its files."""

    architecture: Architecture
    number: int
    session: str
    scheme: Scheme
    seed: int

    @property
    def place(self) -> Place:
        return layout.FINETUNED

    def path(self, pattern: str) -> str:
        """A pattern of its place, filled in."""
        return pattern.format(**self._asdict())


def many_sessions(mtm: MtM) -> dict[Architecture, ManySessions]:
    """The studies of many sessions that the settings ask for, by architecture."""
    studies: dict[Architecture, ManySessions | None] = {
        "ndt1_stitch": mtm.ndt1_stitch,
        "ndt2": mtm.ndt2,
    }
    return {architecture: study for architecture, study in studies.items() if study}


def alone(architecture: Architecture, study: ManySessions) -> Wanted:
    """The networks of the same kind that are trained on each held-out session alone."""
    return Wanted(architecture, Study(sessions=study.held_out, schemes=study.schemes))


def draw_sessions(sessions: Iterable[str], count: int, seed: int) -> tuple[str, ...]:
    """`count` of the sessions, by a seeded draw that depends on neither their order nor number.

    A smaller draw is part of a larger one. Raises ConfigError if there are fewer.
    """
    by_lot = sorted(sessions, key=lambda id: hashlib.sha256(f"{seed}/{id}".encode()).digest())
    if count > len(by_lot):
        raise ConfigError(
            f"counts asks for {count} pretraining sessions, but there are {len(by_lot)}: "
            "name more groups, or ask for fewer."
        )
    return tuple(sorted(by_lot[:count]))


def pretrained_of(
    architecture: Architecture, study: ManySessions, seeds: Iterable[int]
) -> list[PretrainedId]:
    """The pretrained networks of a study: every count, scheme and seed."""
    seeds = tuple(seeds)
    return [
        PretrainedId(architecture, count, scheme, seed)
        for count in study.counts
        for scheme in study.schemes
        for seed in seeds
    ]


def finetuned_of(
    architecture: Architecture, study: ManySessions, held_out: Iterable[str], seeds: Iterable[int]
) -> list[FinetunedId]:
    """The fine-tuned networks of a study: every count, session, scheme and seed."""
    seeds = tuple(seeds)
    held_out = tuple(held_out)
    return [
        FinetunedId(architecture, count, session, scheme, seed)
        for count in study.counts
        for session in held_out
        for scheme in study.schemes
        for seed in seeds
    ]
