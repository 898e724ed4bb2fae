"""Dropout whose random numbers are cheap on a CPU.

PyTorch draws one number an element there, by one thread; in a small transformer that takes longer
than the matrix products. Here one 64-bit draw decides four elements, so a probability is met to
within 2⁻¹⁷.
"""

import math
from collections.abc import Sequence

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from neurodag.nn.rows import place_in_batch

LEVELS = 1 << 16


def dropout(x: Tensor, probability: float) -> Tensor:
    """Zero each element with `probability` and scale the others so that the mean is kept."""
    if x.is_cuda:
        return functional.dropout(x, probability)
    return x * factors(draw_kept(x.shape, probability), probability, x.dtype)


def draw_kept(shape: Sequence[int], probability: float) -> Tensor:
    """1 where an element of this shape is kept, 0 where it is dropped; bytes, on the CPU."""
    rows, *in_row = shape or (1,)
    first, total = (row * math.prod(in_row) for row in place_in_batch(rows))
    elements = math.prod(shape)
    levels = draw_levels(total)[first : first + elements].view(shape)
    return is_kept(levels, probability).view(torch.uint8)


def draw_levels(number: int, draw: Generator | None = None) -> Tensor:
    """One of the `LEVELS` for each element, as int16 `(number,)`; without `draw`, by the global
    generator."""
    words = torch.empty((number + 3) // 4, dtype=torch.int64)
    return words.random_(-(1 << 63), None, generator=draw).view(torch.int16)[:number]


def is_kept(levels: Tensor, probability: float) -> Tensor:
    """True for what is kept, at these levels."""
    return levels >= threshold(probability) - LEVELS // 2


def factors(kept: Tensor, probability: float, dtype: torch.dtype) -> Tensor:
    """What elements are multiplied by: 0, or for those `kept` what keeps the mean."""
    return kept.to(dtype).mul_(rescale(probability))


def rescale(probability: float) -> float:
    """What is kept is multiplied by this, so that the mean stays."""
    return LEVELS / (LEVELS - threshold(probability))


def threshold(probability: float) -> int:
    """How many levels are dropped."""
    return round(probability * LEVELS)


class Dropout(nn.Module):
    """`dropout` in training, identity in evaluation."""

    def __init__(self, probability: float) -> None:
        super().__init__()
        self.probability = probability

    def forward(self, x: Tensor) -> Tensor:
        return dropout(x, self.probability) if self.training and self.probability else x
