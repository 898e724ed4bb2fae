"""What is done to images before the core sees them."""

import torch
from torch import Tensor
from torch.nn import functional


def centre(images: Tensor, share: float) -> Tensor:
    """The centre of images `(trial, channel, y, x)`: this share of height and of width."""
    for axis in (-2, -1):
        pixels = images.shape[axis]
        kept = max(1, round(share * pixels))
        images = images.narrow(axis, (pixels - kept) // 2, kept)
    return images


def resized(images: Tensor, size: tuple[int, int]) -> Tensor:
    """Images `(trial, channel, y, x)` of this height and width, bilinear without antialiasing."""
    if images.shape[-2:] == size:
        return images
    return functional.interpolate(images, size, mode="bilinear")


def with_channels(images: Tensor, variables: Tensor) -> Tensor:
    """Images, and each of `variables (trial, variable)` as a channel of one value."""
    channels = variables[:, :, None, None].expand(-1, -1, *images.shape[-2:])
    return torch.cat([images, channels.to(images)], dim=1)
