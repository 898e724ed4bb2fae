"""Least-squares fits of Gaussian bumps to thousands of images together (Levenberg–Marquardt)."""

import math
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from neurodag.interpret.gaussian import PARAMETERS, bumps_and_slopes, pixels

UNITS_AT_ONCE = {"cpu": 32, "cuda": 2048}
"""How many units are fitted together: a CPU stays within its caches, a GPU is kept busy."""
MOST_STEPS = 200
TOLERANCE = 1e-9
"""A fit is done when a step lowers the sum of squares by less than this share of it."""
FIRST_DAMPING, MOST_DAMPING = 1e-3, 1e9
DAMPING_DOWN, DAMPING_UP = 0.2, 4.0
"""What damping is multiplied by after a step that helps, and after one that does not."""
BLUR = 1 / 18
"""Standard deviation, as a share of the height, of the blur before the peak is looked for."""


class Fits(NamedTuple):
    """Fits of all units, on the images' device, in float64."""

    parameters: Tensor
    """`(unit, parameter)`, see `gaussian.PARAMETERS`."""
    squares: Tensor
    """Sum of squared residuals `(unit,)`."""
    converged: Tensor
    """Whether the fit came to an end `(unit,)`."""


class _Point(NamedTuple):
    """Where fits stand: parameters, sum of squares, its slope and its approximate curvature."""

    parameters: Tensor
    squares: Tensor
    slope: Tensor
    curvature: Tensor


def fit_bumps(images: Tensor) -> Fits:
    """One bump for each of `images` `(unit, y, x)`.

    Fits begin at the peak of the blurred image, and are not bounded: a bump may lie outside the
    image, and be as wide as it likes.
    """
    images = images.double()
    height, width = images.shape[1:]
    x, y = pixels(height, width, images)
    fits = [
        _fit(part.flatten(1), first_guess(part), x, y)
        for part in images.split(UNITS_AT_ONCE.get(images.device.type, 32))
    ]
    return Fits(*(torch.cat(part) for part in zip(*fits, strict=True)))


def first_guess(images: Tensor) -> Tensor:
    """Round bumps where fits of `images` `(unit, y, x)` begin, `(unit, parameter)`."""
    units, height, width = images.shape
    smooth = _blurred(images, BLUR * height).flatten(1)
    offset = smooth.median(dim=1).values
    peak, place = smooth.max(dim=1)
    amplitude = peak - offset
    high = smooth > (offset + amplitude / 2)[:, None]
    area = high.sum(dim=1).clamp(min=1, max=height * width / 4)
    sigma = (area / (2 * math.pi * math.log(2))).sqrt()  # half its height encloses this area
    guess = images.new_zeros(units, len(PARAMETERS))
    columns = {
        "amplitude": amplitude,
        "x": place % width,
        "y": place // width,
        "a": 1 / sigma,
        "c": 1 / sigma,
        "offset": offset,
    }
    for name, column in columns.items():
        guess[:, PARAMETERS.index(name)] = column
    return guess


def _blurred(images: Tensor, sigma: float) -> Tensor:
    """`images` `(unit, y, x)` after a Gaussian blur; the border is repeated outside."""
    radius = math.ceil(3 * sigma)
    offset = torch.arange(-radius, radius + 1, dtype=images.dtype, device=images.device)
    kernel = torch.exp(-(offset**2) / (2 * sigma**2))
    kernel /= kernel.sum()
    padded = functional.pad(images[:, None], [radius] * 4, mode="replicate")
    rows = functional.conv2d(padded, kernel[None, None, :, None])
    return functional.conv2d(rows, kernel[None, None, None, :])[:, 0]


def _fit(target: Tensor, start: Tensor, x: Tensor, y: Tensor) -> Fits:
    """Fits to `target` `(unit, pixel)`; units whose fit is done drop out of the work."""
    best = _point(start, target, x, y)
    damping = torch.full_like(best.squares, FIRST_DAMPING)
    result = [part.clone() for part in (best.parameters, best.squares)]
    converged = torch.zeros_like(best.squares, dtype=torch.bool)
    open_ = torch.arange(len(target), device=target.device)
    for _ in range(MOST_STEPS):
        trial = _point(best.parameters + _step(best, damping), target[open_], x, y)
        gain = best.squares - trial.squares
        better = gain > 0  # false for what is not a number
        done = better & (gain <= TOLERANCE * best.squares)
        best = _Point(
            *(
                torch.where(better.view(-1, *[1] * (new.ndim - 1)), new, old)
                for new, old in zip(trial, best, strict=True)
            )
        )
        damping = damping * torch.where(better, DAMPING_DOWN, DAMPING_UP)
        done |= damping > MOST_DAMPING  # no step helps: this is the lowest point
        result[0][open_], result[1][open_] = best.parameters, best.squares
        converged[open_[done]] = True
        if done.all():
            break
        best = _Point(*(part[~done] for part in best))
        damping, open_ = damping[~done], open_[~done]
    return Fits(result[0], result[1], converged)


def _point(parameters: Tensor, target: Tensor, x: Tensor, y: Tensor) -> _Point:
    values, slopes = bumps_and_slopes(parameters, x, y)
    residual = values - target
    return _Point(
        parameters,
        residual.square().sum(dim=1),
        (slopes @ residual[..., None])[..., 0],
        slopes @ slopes.transpose(1, 2),
    )


def _step(point: _Point, damping: Tensor) -> Tensor:
    """Damped Gauss–Newton steps `(unit, parameter)`."""
    scale = point.curvature.diagonal(dim1=1, dim2=2)
    floor = 1e-12 * scale.amax(dim=1, keepdim=True)  # for what has no slope: amplitude 0, say
    damped = point.curvature + torch.diag_embed(damping[:, None] * scale.clamp(min=floor))
    return -torch.linalg.solve_ex(damped, point.slope).result
