"""BrainLM (Ortega Caro et al. 2023): a masked autoencoder over patches of all units."""

import torch
from torch import Tensor, nn

from neurodag.config.forecast import competitors as config
from neurodag.models.forecast.competitors.base import Competitor, StimulusToken, Task
from neurodag.models.forecast.competitors.frames import positions
from neurodag.models.forecast.patches import cut, joined, patch_number
from neurodag.nn.transformer import Block

FIRST_DEVIATION = 0.02
"""Standard deviation that the mask begins with."""


class BrainLM(Competitor):
    """The encoder sees the baseline; the decoder also has a mask in place of each patch to come.

    Units have learned tokens where the original has places in the brain.
    """

    def __init__(self, task: Task, settings: config.BrainLM) -> None:
        """Raises ConfigError if patches do not fill the baseline or the response."""
        super().__init__()
        self.patch, width = settings.patch, settings.width
        self.baseline = patch_number(task.baseline, self.patch, "baseline")
        self.response = patch_number(task.response, self.patch, "response")
        self.embedding = nn.Linear(self.patch, width)
        self.unit = nn.Parameter(torch.randn(task.units, 1, width))
        self.encoder = transformer(settings.encoder_blocks, settings)
        self.between = nn.Linear(width, width)
        self.mask = nn.Parameter(torch.randn(width) * FIRST_DEVIATION)
        self.stimulus = StimulusToken(task.stimuli, width)
        self.decoder = transformer(settings.decoder_blocks, settings)
        self.out = nn.Linear(width, self.patch)

    def forward(self, baseline: Tensor, stimulus: Tensor | None = None) -> Tensor:
        place = self.unit + positions(self.baseline + self.response, self.unit.shape[2], self.unit)
        tokens = self.embedding(cut(baseline.mT, self.patch)) + place[:, : self.baseline]
        seen = self.between(self.encoder(tokens.flatten(1, 2)).unflatten(1, tokens.shape[1:3]))

        masks = self.mask.expand(*seen.shape[:2], self.response, -1)
        both = torch.cat([seen, self.stimulus(masks, stimulus)], dim=2) + place
        filled = self.decoder(both.flatten(1, 2)).unflatten(1, both.shape[1:3])
        return joined(self.out(filled[:, :, self.baseline :])).mT


def transformer(blocks: int, settings: config.BrainLM) -> nn.Sequential:
    sizes = (settings.width, settings.heads, settings.feedforward, settings.dropout)
    return nn.Sequential(*(Block(*sizes) for _ in range(blocks)), nn.LayerNorm(settings.width))
