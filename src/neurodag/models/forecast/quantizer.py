"""Vector quantization (van den Oord et al. 2017; Huh et al. 2023)."""

from typing import NamedTuple

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from neurodag.config import forecast as config

SMALLEST_SCALE = 1e-2
"""Scales of the codebook nearer to zero count as this where a code is placed."""


class Quantized(NamedTuple):
    """Vectors, each in the place of a code."""

    vectors: Tensor
    """The codes' vectors `(…, width)`, through which gradients pass to what was quantized."""
    codes: Tensor
    """`(…,)`, integer."""
    loss: Tensor
    """What draws codes and what was quantized together; one number."""


class VectorQuantizer(nn.Module):
    """Replaces vectors by the nearest codes.

    All codes share a scale and a bias a dimension, so that the codebook moves as a whole where
    single codes are seldom used. All is computed in single precision.
    """

    unused: Tensor

    def __init__(self, width: int, settings: config.Quantizer) -> None:
        super().__init__()
        self.settings = settings
        self.entries = nn.Parameter(torch.randn(settings.codes, width))
        self.affine = bool(settings.affine_rate)
        if self.affine:
            self.scale = nn.Parameter(torch.zeros(width))
            self.bias = nn.Parameter(torch.zeros(width))
        self.register_buffer("unused", torch.zeros(settings.codes, dtype=torch.int64))

    def forward(self, vectors: Tensor) -> Quantized:
        """Quantize `vectors (…, width)`."""
        with torch.autocast(vectors.device.type, enabled=False):
            vectors = vectors.float()
            placed = self.placed()
            codes = nearest(vectors, placed)
            quantized = functional.embedding(codes, placed)
            codes_off = functional.mse_loss(quantized, vectors.detach())
            vectors_off = functional.mse_loss(vectors, quantized.detach())
            passed = straight_through(vectors, quantized, self.settings.synchrony)
        chosen = self.settings
        loss = chosen.codebook_weight * codes_off + chosen.commitment_weight * vectors_off
        return Quantized(passed, codes, loss)

    def codes(self, vectors: Tensor) -> Tensor:
        """The codes `(…,)` nearest to `vectors (…, width)`."""
        with torch.autocast(vectors.device.type, enabled=False):
            return nearest(vectors.float(), self.placed())

    def lookup(self, codes: Tensor) -> Tensor:
        """The vectors `(…, width)` of `codes (…,)`."""
        return functional.embedding(codes, self.placed())

    def placed(self) -> Tensor:
        """The codes where they are, `(code, width)`: scaled and shifted."""
        if not self.affine:
            return self.entries
        rate = self.settings.affine_rate
        return (1 + rate * self.scale) * self.entries + rate * self.bias

    @torch.no_grad()
    def replace_unused(self, vectors: Tensor, codes: Tensor, draw: Generator) -> Tensor:
        """Count a batch, and place codes that were long unused at some of its vectors.

        `vectors (…, width)` of a training batch were given these `codes (…,)`. Returns which codes
        were replaced, `(code,)`. Called after the batch's gradients are known. Processes that share
        a batch call it with all of the batch and equal `draw`s, and so keep the same codebook.
        """
        used = torch.zeros_like(self.unused, dtype=torch.bool)
        used[codes.flatten()] = True
        self.unused.add_(1).masked_fill_(used, 0)
        dead = self.unused >= self.settings.replace_after
        self.unused.masked_fill_(dead, 0)
        places = self.unplaced(self.noisy_sample(vectors.flatten(0, -2).float(), draw))
        self.entries.copy_(torch.where(dead[:, None], places, self.entries))
        return dead

    def noisy_sample(self, vectors: Tensor, draw: Generator) -> Tensor:
        """One of the vectors for each code, none twice where there are enough; with noise."""
        number = len(vectors)
        order = torch.randperm(max(number, len(self.entries)), generator=draw)
        chosen = vectors[order[: len(self.entries)].to(vectors.device) % number]
        noise = torch.randn(self.entries.shape, generator=draw).to(vectors)
        length = chosen.norm(dim=1, keepdim=True)
        return chosen + self.settings.replacement_noise * length * noise

    def unplaced(self, places: Tensor) -> Tensor:
        """The entries that put codes at these `places (code, width)`."""
        if not self.affine:
            return places
        rate = self.settings.affine_rate
        scale = 1 + rate * self.scale
        away_from_zero = scale.abs().clamp(min=SMALLEST_SCALE).copysign(scale)
        return (places - rate * self.bias) / away_from_zero


def nearest(vectors: Tensor, codebook: Tensor) -> Tensor:
    """The code with the smallest distance from each of `vectors (…, width)`."""
    # What the squared lengths of vectors would add to distances is the same for all codes.
    distances = codebook.square().sum(dim=1) - 2 * (vectors @ codebook.T)
    return distances.argmin(dim=-1)


def straight_through(vectors: Tensor, quantized: Tensor, synchrony: float) -> Tensor:
    """`quantized`, whose gradients reach `vectors` in full, and codes by the share `synchrony`."""
    # What is added is 0, and has a gradient.
    through = (vectors - vectors.detach()) + synchrony * (quantized - quantized.detach())
    return quantized.detach() + through


def perplexity(codes: Tensor, number: int) -> Tensor:
    """How many codes, all used alike, would be as uncertain as these out of `number`."""
    shares = torch.bincount(codes.flatten(), minlength=number) / codes.numel()
    return torch.special.entr(shares).sum().exp()
