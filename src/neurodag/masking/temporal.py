"""Temporal masking, the scheme of NDT and the baseline of the MtM paper."""

from dataclasses import dataclass

from torch import Generator

from neurodag.masking.base import Mask, choose


@dataclass(frozen=True)
class Temporal:
    """Random bins are hidden for all units, and predicted from the other bins on both sides."""

    ratio: float

    @property
    def members(self) -> tuple["Temporal"]:
        return (self,)

    def draw(self, trials: int, bins: int, generator: Generator) -> Mask:
        hidden = choose((trials, bins, 1), self.ratio, generator)
        return Mask("temporal", ~hidden, hidden)
