"""Dropout whose random numbers are cheap on a CPU.

PyTorch draws one number an element there, by one thread; in a small transformer that takes longer
than the matrix products. Here one 64-bit draw decides four elements, so a probability is met to
within 2⁻¹⁷.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor, nn
from torch.nn import functional

LEVELS = 1 << 16
_batch: tuple[int, int] | None = None
"""First row that this process has of a batch that several share, and the rows of all of it."""


@contextmanager
def rows_of_batch(rows: slice, total: int) -> Iterator[None]:
    """Within, `dropout` drops of the `rows` what it would drop if it were given all `total` rows.

    So processes that share a batch, each with its rows, drop together what one process would. On a
    CPU only: the kernels of GPUs draw as they please.
    """
    global _batch
    _batch = (rows.start, total)
    try:
        yield
    finally:
        _batch = None


def dropout(x: Tensor, probability: float) -> Tensor:
    """Zero each element with `probability` and scale the others so that the mean is kept."""
    if x.is_cuda:
        return functional.dropout(x, probability)
    return x * factors(draw_kept(x.shape, probability), probability, x.dtype)


def draw_kept(shape: Sequence[int], probability: float) -> Tensor:
    """1 where an element of this shape is kept, 0 where it is dropped; bytes, on the CPU."""
    first, elements = 0, math.prod(shape)
    total = elements
    if _batch is not None:
        first, total = (rows * math.prod(shape[1:]) for rows in _batch)
    words = torch.empty((total + 3) // 4, dtype=torch.int64).random_(-(1 << 63), None)
    draws = words.view(torch.int16)[first : first + elements].view(shape)
    return (draws >= threshold(probability) - LEVELS // 2).view(torch.uint8)


def factors(kept: Tensor, probability: float, dtype: torch.dtype) -> Tensor:
    """What elements are multiplied by: 0, or for those `kept` what keeps the mean."""
    return kept.to(dtype).mul_(LEVELS / (LEVELS - threshold(probability)))


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
