"""Multi-task masking: another scheme for each batch."""

from dataclasses import dataclass

import torch
from torch import Generator

from neurodag.masking.base import Mask, Scheme


@dataclass(frozen=True)
class Mixture:
    """Each batch is masked by one of the schemes, drawn with equal chances (paper equation 1)."""

    members: tuple[Scheme, ...]

    def draw(self, trials: int, bins: int, generator: Generator) -> Mask:
        drawn = int(torch.randint(len(self.members), (), generator=generator))
        return self.members[drawn].draw(trials, bins, generator)
