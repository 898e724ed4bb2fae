"""Attention across time, then across units (Crossformer, section 3.2)."""

import torch
from torch import Tensor, nn

from neurodag.config.forecast import competitors as config
from neurodag.models.forecast.competitors.attention import Attention, Block


class TwoStage(nn.Module):
    """Tokens see those of the same unit; then, through routers, those of the same time."""

    def __init__(self, tokens: int, settings: config.Crossformer) -> None:
        """For so many tokens a unit, each time with routers of its own."""
        super().__init__()
        width, heads, drop = settings.width, settings.heads, settings.dropout
        self.time = Block(width, heads, settings.feedforward, drop)
        self.routers = nn.Parameter(torch.randn(tokens, settings.routers, width))
        self.collect = Attention(width, heads, drop)
        self.units = Block(width, heads, settings.feedforward, drop)

    def forward(self, x: Tensor) -> Tensor:
        """`(presentation, unit, token, width)` to the same."""
        across = self.time(x).transpose(1, 2)
        routers = self.routers.expand(len(x), -1, -1, -1)
        return self.units(across, self.collect(routers, across)).transpose(1, 2)
