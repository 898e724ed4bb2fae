"""What a masking scheme is."""

from typing import NamedTuple, Protocol

import torch
from torch import Generator, Tensor

MTM_SCHEMES = ("neuron", "causal", "inter_region", "intra_region")
"""The schemes that MtM alternates between; a prompt's number is its place here."""


class Mask(NamedTuple):
    """One draw of a scheme; both masks broadcast to `(trial, time, unit)`."""

    scheme: str
    """The single scheme that drew it."""
    visible: Tensor
    """True where the model sees the count; everywhere else it is given a zero."""
    target: Tensor
    """True where the prediction enters the loss."""
    causal: bool = False
    """Attention must not look at later bins."""

    def of_trials(self, rows: slice) -> "Mask":
        """The part that belongs to some of the trials."""
        visible, target = (
            part[rows] if len(part) > 1 else part for part in (self.visible, self.target)
        )
        return self._replace(visible=visible, target=target)


class Scheme(Protocol):
    """A way to mask batches; draws are made on the CPU, so they are the same for any device."""

    @property
    def members(self) -> "tuple[Scheme, ...]":
        """The single schemes that it may draw from."""
        ...

    def draw(self, trials: int, bins: int, generator: Generator) -> Mask:
        """Mask a batch of `trials` trials of `bins` bins."""
        ...


def choose(shape: tuple[int, ...], ratio: float, generator: Generator) -> Tensor:
    """True with probability `ratio`, independently."""
    return torch.rand(shape, generator=generator) < ratio
