"""Causal masking: the next bins from the past."""

from dataclasses import dataclass

from torch import Generator

from neurodag.masking.base import Mask, choose


@dataclass(frozen=True)
class Causal:
    """Random bins are hidden for all units, and predicted from earlier bins only."""

    ratio: float

    @property
    def members(self) -> tuple["Causal"]:
        return (self,)

    def draw(self, trials: int, bins: int, generator: Generator) -> Mask:
        hidden = choose((trials, bins, 1), self.ratio, generator)
        return Mask("causal", ~hidden, hidden, causal=True)
