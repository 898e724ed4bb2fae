"""The arithmetic of networks, counted by torch on the networks themselves.

They are built on the meta device, where tensors have shapes and no content, so that counting takes
neither memory nor time. What counts is matrix products and convolutions, two operations for each
multiply-add.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

import torch
from torch.utils.flop_counter import FlopCounterMode, conv_flop_count

from neurodag.progress import Progress


class Arithmetic(NamedTuple):
    """Of one trial, in floating-point operations."""

    training: int
    """Forward and backward."""
    validation: int
    """Forward alone."""


Network = TypeVar("Network", bound=Hashable)


def arithmetic_of(
    networks: Iterable[Network], count: Callable[[Network], Arithmetic]
) -> dict[Network, Arithmetic]:
    """The arithmetic of each network, as `count` finds it; equal ones are counted once."""
    distinct = dict.fromkeys(networks)
    progress = Progress(len(distinct), "counting")
    counted = {}
    for network in distinct:
        counted[network] = count(network)
        if progress.terminal:  # a few seconds, of which a log need not tell
            progress.show(len(counted))
    return counted


def flop_counter() -> FlopCounterMode:
    """Counts what is computed within it."""
    backward = torch.ops.aten.convolution_backward
    return FlopCounterMode(display=False, custom_mapping={backward: of_convolution_backward})


def of_convolution_backward(
    gradient: Sequence[int], images: Sequence[int], weights: Sequence[int], *rest: Any, **_: Any
) -> int:
    """The gradients of images and of weights take as much as the convolution itself, each.

    Given are shapes, and at the end which gradients are needed. (torch counts those of weights as
    if every channel met every other, which they do not in a depth-separable layer.)
    """
    needed = rest[-1]
    return sum(needed[:2]) * conv_flop_count(list(images), list(weights), list(gradient))
