"""PatchTST (Nie et al. 2023): a transformer over patches of a single unit."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from neurodag.config.forecast import competitors as config
from neurodag.config.forecast.network import Transformer as TransformerSettings
from neurodag.errors import ConfigError
from neurodag.models.forecast.competitors.base import Competitor, StimulusToken, Task
from neurodag.models.forecast.transformer import Transformer

SMALLEST_VARIANCE = 1e-5
"""What is added to the variance of a baseline before it divides."""
FIRST_POSITION = 0.02
"""Entries of positions begin between this and its negative."""


class PatchTST(Competitor):
    """All units share the network; mean and scale of each baseline are put aside.

    The blocks are those of QuantFormer, whose backbone this network is.
    """

    def __init__(self, task: Task, settings: config.PatchTST) -> None:
        """Raises ConfigError if patches are longer than the baseline."""
        super().__init__()
        if settings.patch > task.baseline:
            raise ConfigError(
                f"patch {settings.patch} is more than the {task.baseline} frames of the baseline "
                "(baseline_frames); give as many or fewer."
            )
        self.patch, self.stride, width = settings.patch, settings.stride, settings.width
        patches = (task.baseline + self.stride - self.patch) // self.stride + 1
        self.embedding = nn.Linear(self.patch, width)
        first = torch.empty(patches, width).uniform_(-FIRST_POSITION, FIRST_POSITION)
        self.position = nn.Parameter(first)
        self.stimulus = StimulusToken(task.stimuli, width)
        self.transformer = Transformer(blocks(settings))
        self.out = nn.Linear(patches * width, task.response)

    def forward(self, baseline: Tensor, stimulus: Tensor | None = None) -> Tensor:
        units = baseline.shape[2]
        signals = baseline.mT.flatten(0, 1)
        variance, mean = torch.var_mean(signals, dim=1, keepdim=True, correction=0)
        scale = (variance + SMALLEST_VARIANCE).sqrt()

        padded = functional.pad((signals - mean) / scale, (0, self.stride), mode="replicate")
        tokens = self.embedding(padded.unfold(1, self.patch, self.stride)) + self.position
        if stimulus is not None:
            stimulus = stimulus.repeat_interleave(units)
        tokens = self.transformer(self.stimulus(tokens, stimulus))
        return (self.out(tokens.flatten(1)) * scale + mean).unflatten(0, (-1, units)).mT


def blocks(settings: config.PatchTST) -> TransformerSettings:
    return TransformerSettings(
        blocks=settings.blocks,
        width=settings.width,
        heads=settings.heads,
        feedforward_factor=settings.feedforward_factor,
        dropout=settings.dropout,
    )
