"""POCO (Duan et al. 2025): a forecaster of single units, conditioned on the population."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from neurodag.config.forecast import competitors as config
from neurodag.models.forecast.competitors.attention import Block
from neurodag.models.forecast.competitors.base import Competitor, StimulusToken, Task
from neurodag.models.forecast.patches import cut, patch_number

FIRST_DEVIATION = 0.02
"""Standard deviation that tokens of units, latents and positions begin with."""
FEEDFORWARD_FACTOR = 4


class POCO(Competitor):
    """Each unit's forecaster is a layer in, hidden units, and a layer out, shared by all units.

    Hidden units are scaled and shifted by what the unit reads from a few latent tokens, which have
    read the patches of all units (as in Perceiver IO).
    """

    def __init__(self, task: Task, settings: config.POCO) -> None:
        """Raises ConfigError if patches do not fill the baseline."""
        super().__init__()
        self.patch, width = settings.patch, settings.width
        patches = patch_number(task.baseline, self.patch, "baseline")
        self.embedding = nn.Linear(self.patch, width)
        self.unit = first_tokens(task.units, width)
        self.position = first_tokens(patches, width)
        self.latents = first_tokens(settings.latents, width)
        self.stimulus = StimulusToken(task.stimuli, width)
        self.read = block(settings)
        self.process = nn.Sequential(*(block(settings) for _ in range(settings.blocks)))
        self.answer = block(settings)
        self.condition = nn.Linear(width, 2 * settings.hidden)
        nn.init.zeros_(self.condition.weight)
        nn.init.zeros_(self.condition.bias)
        self.into = nn.Linear(task.baseline, settings.hidden)
        self.out = nn.Linear(settings.hidden, task.response)

    def forward(self, baseline: Tensor, stimulus: Tensor | None = None) -> Tensor:
        scale, shift = self.condition(self.population(baseline, stimulus)).chunk(2, dim=-1)
        hidden = functional.relu(self.into(baseline.mT))
        return self.out(scale * hidden + shift).mT

    def population(self, baseline: Tensor, stimulus: Tensor | None) -> Tensor:
        """What each unit reads from the population, `(presentation, unit, width)`."""
        patches = self.embedding(cut(baseline.mT, self.patch))
        tokens = patches + self.unit[:, None] + self.position
        latents = self.read(self.latents.expand(len(baseline), -1, -1), tokens.flatten(1, 2))
        asking = self.stimulus(self.unit.expand(len(baseline), -1, -1), stimulus)
        return self.answer(asking, self.process(latents))


def first_tokens(number: int, width: int) -> nn.Parameter:
    return nn.Parameter(torch.randn(number, width) * FIRST_DEVIATION)


def block(settings: config.POCO) -> Block:
    width = settings.width
    return Block(width, settings.heads, FEEDFORWARD_FACTOR * width, settings.dropout)
