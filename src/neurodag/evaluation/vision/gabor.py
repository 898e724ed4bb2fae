"""What ridge regression sees of an image: contrast in Gabor filters, and brightness of places."""

import numpy as np
import torch
from torch.nn.functional import adaptive_avg_pool2d, interpolate

from neurodag.config.vision.evaluation import GaborRidge

IMAGES_AT_ONCE = 512
"""Bounds the memory."""


def features(images: np.ndarray, mean: np.ndarray, settings: GaborRidge) -> np.ndarray:
    """Features of images `(image, channel, y, x)`, float32 `(image, feature)`.

    Every filter is a quadrature pair, whose amplitude stays the same when a grating drifts; its
    square root is taken, as contrast saturates. Places count once by how much they are brighter
    than `mean` `(channel,)`, once by how much darker. Channels count apart.
    """
    filters = gabor_filters(settings, _resized(images[:1], settings.height).shape[2:])
    parts = np.array_split(images, -(-len(images) // IMAGES_AT_ONCE))
    return np.concatenate(
        [_features(part - mean[:, None, None], filters, settings) for part in parts]
    )


def gabor_filters(settings: GaborRidge, size: tuple[int, ...]) -> np.ndarray:
    """Filters of all frequencies, orientations and places, complex64 `(filter, y, x)`.

    The absolute values of a filter's window sum to 1, and it does not see even brightness.
    """
    y, x = (np.arange(length, dtype=np.float32) for length in size)
    bank = []
    for frequency in settings.frequencies:
        wavelength = settings.height / frequency
        step, width = settings.spacing * wavelength, settings.bandwidth * wavelength
        down = y - _places(size[0], step)[:, None]
        across = x - _places(size[1], step)[:, None]
        window = _planes(_bell(down, width), _bell(across, width))
        for angle in np.pi * np.arange(settings.orientations) / settings.orientations:
            turn = 2j * np.pi / wavelength
            wave = _planes(
                np.exp(turn * np.sin(angle) * down), np.exp(turn * np.cos(angle) * across)
            )
            even = (window * wave).sum(axis=(1, 2), keepdims=True)  # seen of even brightness
            bank.append(window * (wave - even))
    return np.concatenate(bank).astype(np.complex64)


def _features(images: np.ndarray, filters: np.ndarray, settings: GaborRidge) -> np.ndarray:
    """Those of images whose pixels count from their mean."""
    small = _resized(images, settings.height)
    flat = small.flatten(2)  # (image, channel, pixel)
    pair = torch.from_numpy(np.stack([filters.real, filters.imag])).flatten(2)
    even, odd = flat @ pair[0].T, flat @ pair[1].T
    contrast = (even.square() + odd.square()).pow(0.25)
    rows = min(settings.brightness_rows, settings.height)
    columns = max(1, round(rows * small.shape[3] / small.shape[2]))
    place = adaptive_avg_pool2d(small, (rows, columns)).flatten(2)
    return torch.cat([contrast, place.relu(), (-place).relu()], dim=2).flatten(1).numpy()


def _resized(images: np.ndarray, height: int) -> torch.Tensor:
    """At another height, the width following, `(image, channel, y, x)`."""
    tensor = torch.from_numpy(images.astype(np.float32))
    width = max(1, round(images.shape[3] * height / images.shape[2]))
    return interpolate(tensor, (height, width), mode="bilinear", antialias=True)


def _planes(down: np.ndarray, across: np.ndarray) -> np.ndarray:
    """Products of every profile `(row, y)` with every other `(column, x)`, `(place, y, x)`."""
    products = np.einsum("iy,jx->ijyx", down, across)
    return products.reshape(-1, *products.shape[2:])


def _places(length: int, step: float) -> np.ndarray:
    """Centres about `step` apart that fill `length` pixels evenly."""
    number = max(1, round(length / step))
    return ((np.arange(number) + 0.5) * length / number - 0.5).astype(np.float32)


def _bell(distance: np.ndarray, width: float) -> np.ndarray:
    """A Gaussian window that sums to 1 over the last axis."""
    bell = np.exp(-np.square(distance / width) / 2)
    return bell / bell.sum(axis=-1, keepdims=True)
