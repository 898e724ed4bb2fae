"""Random-token masking, the scheme of NDT2 and its baseline in the MtM paper."""

from dataclasses import dataclass

from torch import Generator

from neurodag.masking.base import Mask, choose


@dataclass(frozen=True)
class RandomToken:
    """Random patches of units are hidden in random bins, and predicted from all other patches."""

    ratio: float
    units: int
    patch: int
    """Units of a token of NDT2; its last token may have fewer."""

    @property
    def members(self) -> tuple["RandomToken"]:
        return (self,)

    def draw(self, trials: int, bins: int, generator: Generator) -> Mask:
        patches = -(-self.units // self.patch)
        tokens = choose((trials, bins, patches), self.ratio, generator)
        hidden = tokens.repeat_interleave(self.patch, dim=2)[..., : self.units]
        return Mask("random_token", ~hidden, hidden)
