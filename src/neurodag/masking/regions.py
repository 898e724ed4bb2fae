"""Intra- and inter-region masking: one region from itself, one region from the others."""

from dataclasses import dataclass

import torch
from torch import Generator, Tensor

from neurodag.masking.base import Mask, choose


@dataclass(frozen=True)
class IntraRegion:
    """Random units of one random region are predicted from the other units of that region alone."""

    ratio: float
    region: Tensor
    """Index of each unit's region, `(unit,)`."""

    @property
    def members(self) -> tuple["IntraRegion"]:
        return (self,)

    def draw(self, trials: int, bins: int, generator: Generator) -> Mask:
        inside = draw_region(self.region, generator)
        hidden = choose((trials, 1, len(self.region)), self.ratio, generator)
        return Mask("intra_region", inside & ~hidden, inside & hidden)


@dataclass(frozen=True)
class InterRegion:
    """All units of one random region are predicted from the other regions."""

    region: Tensor
    """Index of each unit's region, `(unit,)`."""

    @property
    def members(self) -> tuple["InterRegion"]:
        return (self,)

    def draw(self, trials: int, bins: int, generator: Generator) -> Mask:
        inside = draw_region(self.region, generator)[None, None]
        return Mask("inter_region", ~inside, inside)


def draw_region(region: Tensor, generator: Generator) -> Tensor:
    """Members `(unit,)` of a region drawn with equal chances for all regions that have units."""
    present = region.unique()
    drawn = present[torch.randint(len(present), (), generator=generator)]
    return region == drawn
