"""Stochastic depth (Huang et al. 2016)."""

import torch
from torch import Tensor, nn

from neurodag.nn.dropout import dropout


class StochasticDepth(nn.Module):
    """Leaves out, in training, what a part of a network adds to some trials.

    What it adds to the others is scaled so that the mean is kept.
    """

    def __init__(self, probability: float) -> None:
        super().__init__()
        self.probability = probability

    def forward(self, x: Tensor) -> Tensor:
        """`(trial, …)` to the same."""
        if not (self.training and self.probability):
            return x
        ones = torch.ones(len(x), *[1] * (x.ndim - 1), dtype=x.dtype, device=x.device)
        return x * dropout(ones, self.probability)
