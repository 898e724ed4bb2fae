"""Auto-correlation instead of attention (Autoformer, section 3.2)."""

import math

import torch
from torch import Tensor, fft
from torch.nn import functional


def auto_correlation(query: Tensor, key: Tensor, value: Tensor, factor: int) -> Tensor:
    """The value, delayed by where query and key agree most (equations 6 and 7).

    All are `(…, head, frame, width)`. Keys and values are cut, or filled up with zeros, to as many
    frames as the query has. Each head of each presentation has delays of its own.
    """
    frames = query.shape[-2]
    key, value = (fitted(part, frames) for part in (key, value))
    agreement = correlation(query, key).mean(dim=-1)
    best, delay = agreement.topk(delays_that_count(frames, factor), dim=-1)
    weights = torch.zeros_like(agreement).scatter(-1, delay, best.softmax(dim=-1))
    return delayed(value, weights).to(value.dtype)


def delays_that_count(frames: int, factor: int) -> int:
    """`factor` times the logarithm of the frames, at least 1 and at most all."""
    return min(max(int(factor * math.log(frames)), 1), frames)


def fitted(x: Tensor, frames: int) -> Tensor:
    return functional.pad(x, (0, 0, 0, frames - x.shape[-2]))


def correlation(query: Tensor, key: Tensor) -> Tensor:
    """Sum over frames t of query(t + delay) · key(t), in a circle, `(…, delay, width)`."""
    frames = query.shape[-2]
    spectrum = fft.rfft(query.float(), dim=-2) * fft.rfft(key.float(), dim=-2).conj()
    return fft.irfft(spectrum, n=frames, dim=-2)


def delayed(value: Tensor, weights: Tensor) -> Tensor:
    """Sum over delays of weight(delay) · value(t + delay), in a circle, `(…, frame, width)`.

    A product of spectra, which needs no copy of the value for each delay.
    """
    frames = value.shape[-2]
    turned = fft.rfft(weights.float(), dim=-1).conj()[..., None]
    return fft.irfft(fft.rfft(value.float(), dim=-2) * turned, n=frames, dim=-2)
