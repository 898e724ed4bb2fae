"""Artificial receptive fields: what a network's units respond to in white noise (V1T, A.4)."""

import math
from collections.abc import Callable, Iterator

import numpy as np
import torch
from torch import Tensor

from neurodag.progress import Progress
from neurodag.simulate.seeding import generator

Respond = Callable[[Tensor], Tensor]
"""From standardised images `(trial, channel, y, x)` to responses `(trial, unit)`."""
Shape = tuple[int, int, int]
"""Channels, height and width of an image."""

NOISE_MEAN, NOISE_STD = 0.5, 12**-0.5
"""Of pixels drawn uniformly from 0 to 1."""


def white_noise(images: int, shape: Shape, seed: int, at_once: int) -> Iterator[np.ndarray]:
    """Images of pixels drawn uniformly from 0 to 1, float32 `(image, channel, y, x)`.

    They come `at_once` at a time; the images themselves depend on the seed and shape alone.
    """
    rng = generator(seed, "white noise")
    for start in range(0, images, at_once):
        count = min(at_once, images - start)
        yield rng.random((count, *shape), dtype=np.float32)


@torch.no_grad()
def receptive_fields(
    respond: Respond,
    units: int,
    shape: Shape,
    *,
    images: int,
    seed: int,
    device: torch.device,
    at_once: int = 256,
    centred: bool = False,
) -> Tensor:
    """Sum of all noise images, each weighted by a unit's response, float32 `(unit, channel, y, x)`.

    Equation 7, with noise from −½ to ½ instead of 0 to 1: every pixel of a field thus lacks the
    same number, and fewer digits are lost. `respond` sees the noise standardised to mean 0 and
    variance 1. With `centred`, responses count from their mean over images.
    """
    shown = torch.zeros(math.prod(shape), device=device)
    given = torch.zeros(units, device=device)
    fields = torch.zeros(units, math.prod(shape), device=device)
    progress = Progress(images, "noise image")
    done = 0
    for noise in white_noise(images, shape, seed, at_once):
        image = torch.from_numpy(noise).to(device) - NOISE_MEAN
        response = respond(image / NOISE_STD).float()
        fields.addmm_(response.T, image.flatten(1))
        shown += image.flatten(1).sum(dim=0)
        given += response.sum(dim=0)
        done += len(noise)
        progress.show(done)
    if centred:
        fields.addr_(given, shown, alpha=-1 / images)
    return fields.unflatten(1, shape)
