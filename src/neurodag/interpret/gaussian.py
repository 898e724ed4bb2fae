"""Gaussian bumps over an image: their values and slopes, for many units at once.

A bump is `amplitude · exp(−(u² + v²) / 2) + offset`, with `u = a (x − x₀) + b (y − y₀)` and
`v = c (y − y₀)`. In place of two widths and an angle, `a`, `b` and `c` describe any ellipse, and
have no angle that means nothing where the ellipse is a circle.
"""

from typing import NamedTuple

import torch
from torch import Tensor

PARAMETERS = ("amplitude", "x", "y", "a", "b", "c", "offset")
"""Columns of `parameters` `(unit, parameter)`, in pixels from the centre of the first."""


class Ellipse(NamedTuple):
    """Shape of each bump, in pixels and radians, all `(unit,)`."""

    width_x: Tensor
    """Standard deviation in the horizontal direction."""
    width_y: Tensor
    """Standard deviation in the vertical direction."""
    sigma_x: Tensor
    """Standard deviation along the axis that lies nearest to the horizontal."""
    sigma_y: Tensor
    """Standard deviation along the other axis."""
    rotation: Tensor
    """Angle of the first axis, from x towards y, between −π/4 and π/4."""


def pixels(height: int, width: int, like: Tensor) -> tuple[Tensor, Tensor]:
    """Columns x and rows y of all pixels `(pixel,)`, row by row."""
    y, x = torch.meshgrid(
        torch.arange(height, dtype=like.dtype, device=like.device),
        torch.arange(width, dtype=like.dtype, device=like.device),
        indexing="ij",
    )
    return x.flatten(), y.flatten()


def bumps(parameters: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """Values `(unit, pixel)` of the bumps with `parameters` `(unit, parameter)`."""
    return _parts(parameters, x, y)[0]


def bumps_and_slopes(parameters: Tensor, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """Values `(unit, pixel)` and their derivatives `(unit, parameter, pixel)`."""
    values, bump, dx, dy, u, v = _parts(parameters, x, y)
    amplitude, _, _, a, b, c, _ = parameters[..., None].unbind(1)
    fall_u, fall_v = amplitude * bump * u, amplitude * bump * v
    slopes = (
        bump,
        fall_u * a,
        fall_u * b + fall_v * c,
        -fall_u * dx,
        -fall_u * dy,
        -fall_v * dy,
        torch.ones_like(bump),
    )
    return values, torch.stack(slopes, dim=1)


def _parts(parameters: Tensor, x: Tensor, y: Tensor) -> tuple[Tensor, ...]:
    amplitude, x0, y0, a, b, c, offset = parameters[..., None].unbind(1)
    dx, dy = x - x0, y - y0
    u, v = a * dx + b * dy, c * dy
    bump = torch.exp(-(u.square() + v.square()) / 2)
    return amplitude * bump + offset, bump, dx, dy, u, v


def ellipses(parameters: Tensor) -> Ellipse:
    """The shape of bumps with `parameters` `(unit, parameter)`."""
    a, b, c = (parameters[:, PARAMETERS.index(name)] for name in "abc")
    determinant = (a * c).square()
    variance_x = (b.square() + c.square()) / determinant
    variance_y = a.square() / determinant
    covariance = -a * b / determinant
    half_trace = (variance_x + variance_y) / 2
    split = torch.hypot((variance_x - variance_y) / 2, covariance)
    major = (half_trace + split).sqrt()
    minor = 1 / (determinant.sqrt() * major)  # the product of both is known, their difference not
    wide = variance_x >= variance_y
    rotation = torch.atan2(2 * covariance, variance_x - variance_y) / 2
    return Ellipse(
        width_x=variance_x.sqrt(),
        width_y=variance_y.sqrt(),
        sigma_x=torch.where(wide, major, minor),
        sigma_y=torch.where(wide, minor, major),
        rotation=torch.where(wide, rotation, rotation - torch.pi / 2 * rotation.sign()),
    )
