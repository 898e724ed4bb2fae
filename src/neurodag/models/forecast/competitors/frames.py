"""Frames of all units as tokens."""

import math

import torch
from torch import Tensor, nn

from neurodag.errors import ConfigError

LONGEST_PERIOD = 10_000
"""Of the sinusoids that tell positions; as many tokens times 2π."""


class FrameEmbedding(nn.Module):
    """Makes a token of each frame and its two neighbours, units as channels; the ends meet."""

    def __init__(self, units: int, width: int) -> None:
        super().__init__()
        self.convolution = nn.Conv1d(units, width, 3, padding=1, padding_mode="circular")

    def forward(self, frames: Tensor) -> Tensor:
        """`(presentation, frame, unit)` to `(presentation, frame, width)`."""
        return self.convolution(frames.mT).mT


def positions(tokens: int, width: int, like: Tensor) -> Tensor:
    """Sines and cosines of many periods, `(token, width)` (Vaswani et al. 2017, section 3.5)."""
    rate = torch.arange(0, width, 2, device=like.device) * (-math.log(LONGEST_PERIOD) / width)
    angle = torch.arange(tokens, device=like.device)[:, None] * rate.exp()
    return torch.stack([angle.sin(), angle.cos()], dim=-1).flatten(1)[:, :width].to(like)


def check_context(context: int, baseline: int) -> None:
    """Raises ConfigError if a decoder begins with more frames than the baseline has."""
    if context > baseline:
        raise ConfigError(
            f"context_frames {context} is more than the {baseline} frames of the baseline "
            "(baseline_frames); give as many or fewer."
        )
