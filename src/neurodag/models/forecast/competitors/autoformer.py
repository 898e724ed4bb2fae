"""Autoformer (Wu et al. 2021): series are taken apart into seasonal parts and trends."""

from functools import partial

import torch
from torch import Tensor, nn
from torch.nn import functional

from neurodag.config.forecast import competitors as config
from neurodag.models.forecast.competitors.attention import Attention
from neurodag.models.forecast.competitors.auto_correlation import auto_correlation
from neurodag.models.forecast.competitors.base import Competitor, StimulusToken, Task
from neurodag.models.forecast.competitors.decomposition import SeasonalNorm, decomposed
from neurodag.models.forecast.competitors.frames import FrameEmbedding, check_context
from neurodag.nn.transformer import FeedForward


class Autoformer(Competitor):
    """The encoder keeps what is seasonal; the decoder adds trends up (section 3.1)."""

    def __init__(self, task: Task, settings: config.Autoformer) -> None:
        """Raises ConfigError if the context is longer than the baseline."""
        super().__init__()
        check_context(settings.context_frames, task.baseline)
        self.context, self.response = settings.context_frames, task.response
        self.frames, width = settings.moving_average, settings.width
        self.encoder_embedding = FrameEmbedding(task.units, width)
        self.encoder = nn.Sequential(
            *(EncoderBlock(settings) for _ in range(settings.encoder_blocks)), SeasonalNorm(width)
        )
        self.decoder_embedding = FrameEmbedding(task.units, width)
        self.stimulus = StimulusToken(task.stimuli, width)
        self.decoder = nn.ModuleList(
            DecoderBlock(task.units, settings) for _ in range(settings.decoder_blocks)
        )
        self.norm = SeasonalNorm(width)
        self.out = nn.Linear(width, task.units)

    def forward(self, baseline: Tensor, stimulus: Tensor | None = None) -> Tensor:
        seasonal, trend = (part[:, -self.context :] for part in decomposed(baseline, self.frames))
        seasonal = functional.pad(seasonal, (0, 0, 0, self.response))
        mean = baseline.mean(dim=1, keepdim=True)
        trend = torch.cat([trend, mean.expand(-1, self.response, -1)], dim=1)

        context = self.encoder(self.encoder_embedding(baseline))
        x = self.stimulus(self.decoder_embedding(seasonal), stimulus)
        for block in self.decoder:
            x, more = block(x, context)
            trend = trend + more
        return (trend + self.out(self.norm(x)))[:, -self.response :]


class EncoderBlock(nn.Module):
    """Auto-correlation, then a feed-forward part; trends are dropped after each (equation 3)."""

    def __init__(self, settings: config.Autoformer) -> None:
        super().__init__()
        self.frames = settings.moving_average
        self.attention = attention(settings)
        self.feedforward = FeedForward(settings.width, settings.feedforward, settings.dropout)

    def forward(self, x: Tensor) -> Tensor:
        """`(presentation, frame, width)` to the same."""
        x, _ = decomposed(x + self.attention(x, x), self.frames)
        x, _ = decomposed(x + self.feedforward(x), self.frames)
        return x


class DecoderBlock(nn.Module):
    """As in the encoder, after a look at the encoder; trends are collected (equation 4)."""

    def __init__(self, units: int, settings: config.Autoformer) -> None:
        super().__init__()
        self.frames = settings.moving_average
        self.attention = attention(settings)
        self.cross_attention = attention(settings)
        self.feedforward = FeedForward(settings.width, settings.feedforward, settings.dropout)
        self.trend = nn.Conv1d(
            3 * settings.width, units, 3, padding=1, padding_mode="circular", bias=False
        )

    def forward(self, x: Tensor, context: Tensor) -> tuple[Tensor, Tensor]:
        """The seasonal part `(presentation, frame, width)` and a trend `(…, unit)`."""
        x, first = decomposed(x + self.attention(x, x), self.frames)
        x, second = decomposed(x + self.cross_attention(x, context), self.frames)
        x, third = decomposed(x + self.feedforward(x), self.frames)
        return x, self.trend(torch.cat([first, second, third], dim=-1).mT).mT


def attention(settings: config.Autoformer) -> Attention:
    mechanism = partial(auto_correlation, factor=settings.factor)
    return Attention(settings.width, settings.heads, settings.dropout, mechanism)
