"""Crossformer (Zhang and Yan 2023): patches of single units, attention across time and units."""

import math

import torch
from torch import Tensor, nn

from neurodag.config.forecast import competitors as config
from neurodag.models.forecast.competitors.attention import Block
from neurodag.models.forecast.competitors.base import Competitor, StimulusToken, Task
from neurodag.models.forecast.competitors.two_stage import TwoStage
from neurodag.models.forecast.patches import cut, joined, patch_number


class Crossformer(Competitor):
    """An encoder of ever longer tokens, each length of which a decoder adds a forecast from."""

    def __init__(self, task: Task, settings: config.Crossformer) -> None:
        """Raises ConfigError if patches do not fill the baseline or the response."""
        super().__init__()
        self.patch, width = settings.patch, settings.width
        tokens = patch_number(task.baseline, self.patch, "baseline")
        response = patch_number(task.response, self.patch, "response")
        self.embedding = nn.Linear(self.patch, width)
        self.position = nn.Parameter(torch.randn(task.units, tokens, width))
        self.norm = nn.LayerNorm(width)
        self.encoder = nn.ModuleList([TwoStage(tokens, settings)])
        for _ in range(settings.blocks - 1):
            tokens = math.ceil(tokens / settings.merged)
            merging = Merging(settings.merged, width)
            self.encoder.append(nn.Sequential(merging, TwoStage(tokens, settings)))
        self.start = nn.Parameter(torch.randn(task.units, response, width))
        self.stimulus = StimulusToken(task.stimuli, width)
        self.decoder = nn.ModuleList(
            DecoderBlock(response, settings) for _ in range(settings.blocks + 1)
        )

    def forward(self, baseline: Tensor, stimulus: Tensor | None = None) -> Tensor:
        tokens = self.norm(self.embedding(cut(baseline.mT, self.patch)) + self.position)
        scales = [tokens]
        for block in self.encoder:
            scales.append(block(scales[-1]))
        x = self.stimulus(self.start.expand(len(baseline), -1, -1, -1), stimulus)
        forecasts = []
        for block, scale in zip(self.decoder, scales, strict=True):
            x, forecast = block(x, scale)
            forecasts.append(forecast)
        return joined(torch.stack(forecasts).sum(dim=0)).mT


class Merging(nn.Module):
    """Makes one token of a few neighbours (equation 6); the last goes on where some are missing."""

    def __init__(self, merged: int, width: int) -> None:
        super().__init__()
        self.merged = merged
        self.norm = nn.LayerNorm(merged * width)
        self.merge = nn.Linear(merged * width, width)

    def forward(self, x: Tensor) -> Tensor:
        """`(presentation, unit, token, width)` to fewer tokens."""
        missing = -x.shape[2] % self.merged
        x = torch.cat([x, x[:, :, -1:].expand(-1, -1, missing, -1)], dim=2)
        return self.merge(self.norm(x.unflatten(2, (-1, self.merged)).flatten(3)))


class DecoderBlock(nn.Module):
    """Tokens of the response see each other, then one scale of the encoder (equation 7)."""

    def __init__(self, response: int, settings: config.Crossformer) -> None:
        super().__init__()
        self.own = TwoStage(response, settings)
        self.block = Block(settings.width, settings.heads, settings.feedforward, settings.dropout)
        self.out = nn.Linear(settings.width, settings.patch)

    def forward(self, x: Tensor, scale: Tensor) -> tuple[Tensor, Tensor]:
        """`(presentation, unit, token, width)` to the same, and patches of a forecast.

        `scale (presentation, unit, token, width)`: of the encoder; each unit sees its own.
        """
        x = self.block(self.own(x), scale)
        return x, self.out(x)
