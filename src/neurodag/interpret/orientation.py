"""The direction in which receptive fields change most."""

import math

import torch
from torch import Tensor


def orientations(fields: Tensor, weight: Tensor) -> Tensor:
    """Direction in which `fields` change most, in radians from x towards y, 0 to π `(unit,)`.

    `fields` `(unit, channel, y, x)`; `weight` `(unit, y, x)`: how much each pixel counts. The
    direction is that of the largest sum of squared slopes (the structure tensor): across the
    stripes of a Gabor function. Noise has slopes in all directions alike and does not turn it.
    """
    slope_y, slope_x = torch.gradient(fields, dim=(2, 3))
    xx, yy, xy = (
        (weight * product.sum(dim=1)).sum(dim=(1, 2))
        for product in (slope_x**2, slope_y**2, slope_x * slope_y)
    )
    return torch.remainder(torch.atan2(2 * xy, xx - yy) / 2, math.pi)
