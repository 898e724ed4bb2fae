"""Neuron masking: units from the rest of the population."""

from dataclasses import dataclass

from torch import Generator

from neurodag.masking.base import Mask, choose


@dataclass(frozen=True)
class Neuron:
    """Random units are hidden in all bins, and predicted from the other units."""

    ratio: float
    units: int

    @property
    def members(self) -> tuple["Neuron"]:
        return (self,)

    def draw(self, trials: int, bins: int, generator: Generator) -> Mask:
        hidden = choose((trials, 1, self.units), self.ratio, generator)
        return Mask("neuron", ~hidden, hidden)
