"""From an image to patches, four ways (V1T paper, section 4.1, tokenizer)."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from neurodag.config.vision import ViTCore
from neurodag.errors import ConfigError

PADDING = 3
"""Zeros around the image of the compact tokenizer, in pixels."""
POOL, POOL_STRIDE, POOL_PADDING = 3, 2, 1
"""Its max pooling."""


def patch_grid(size: tuple[int, int], settings: ViTCore) -> tuple[int, int]:
    """Rows and columns of patches of an image of this height and width.

    Raises ConfigError if a patch is larger than the image.
    """
    if settings.patch > min(size):
        raise ConfigError(
            f"A patch is {settings.patch} pixels high and wide, but images are {size[0]} × "
            f"{size[1]} pixels; give a smaller `patch` of the core, or a larger `size`."
        )
    if settings.tokens != "compact":
        rows, columns = (places(side, settings.patch, settings.stride) for side in size)
    else:
        maps = (places(side + 2 * PADDING, settings.patch, settings.stride) for side in size)
        rows, columns = (places(side + 2 * POOL_PADDING, POOL, POOL_STRIDE) for side in maps)
    return rows, columns


def places(side: int, window: int, stride: int) -> int:
    """How often a window finds place along a side."""
    return (side - window) // stride + 1


def tokenizer(channels: int, settings: ViTCore) -> nn.Module:
    """Images `(trial, channel, y, x)` to tokens `(trial, patch, width)`, row by row."""
    width, window = settings.width, (settings.patch, settings.stride)
    match settings.tokens:
        case "sliding_window":
            pixels = channels * settings.patch**2
            return nn.Sequential(Windows(*window), nn.Linear(pixels, width))
        case "shifted":
            shift, pixels = Shifts(settings.patch // 2), 5 * channels * settings.patch**2
            norm = nn.LayerNorm(pixels)
            return nn.Sequential(shift, Windows(*window), norm, nn.Linear(pixels, width))
        case "convolution":
            maps = convolution(nn.Conv2d(channels, width, *window))
            return nn.Sequential(maps, Flat())
        case "compact":
            maps = convolution(nn.Conv2d(channels, width, *window, PADDING, bias=False))
            pool = nn.MaxPool2d(POOL, POOL_STRIDE, POOL_PADDING)
            return nn.Sequential(maps, nn.ReLU(), pool, Flat())


def convolution(layer: nn.Conv2d) -> nn.Conv2d:
    """The layer with weights drawn as He et al. (2015) do."""
    nn.init.kaiming_normal_(layer.weight)
    return layer


class Windows(nn.Module):
    """The pixels of each patch, `(trial, patch, channel · y · x)`."""

    def __init__(self, patch: int, stride: int) -> None:
        super().__init__()
        self.patch = patch
        self.stride = stride

    def forward(self, images: Tensor) -> Tensor:
        return functional.unfold(images, self.patch, stride=self.stride).transpose(1, 2)


class Shifts(nn.Module):
    """Images, and after them the same shifted along each diagonal, zeros where nothing is."""

    def __init__(self, pixels: int) -> None:
        super().__init__()
        self.pixels = pixels

    def forward(self, images: Tensor) -> Tensor:
        height, width = images.shape[-2:]
        framed = functional.pad(images, [self.pixels] * 4)
        ends = (0, 2 * self.pixels)
        shifted = [framed[..., y : y + height, x : x + width] for y in ends for x in ends]
        return torch.cat([images, *shifted], dim=1)


class Flat(nn.Module):
    """Maps `(trial, width, row, column)` to tokens `(trial, patch, width)`."""

    def forward(self, maps: Tensor) -> Tensor:
        return maps.flatten(2).transpose(1, 2)
