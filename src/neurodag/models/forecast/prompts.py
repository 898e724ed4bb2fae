"""What stands before the patches of an observation: [CLS], [NEURON] and [STIM] (section 3.4)."""

import torch
from torch import Tensor, nn


class Prompts(nn.Module):
    """Learned tokens that say of which unit an observation is, and at which stimulus."""

    def __init__(self, width: int, units: int | None, stimuli: int, cls: bool = False) -> None:
        """For so many units and stimuli; `units` None: nothing is said of the unit.

        `cls`: a token that is the same for all comes first.
        """
        super().__init__()
        self.cls = nn.Parameter(torch.randn(width)) if cls else None
        self.unit = nn.Embedding(units, width) if units is not None else None
        self.stimulus = nn.Embedding(stimuli, width)
        # So a stimulus that training does not show says nothing, where noise would mislead.
        nn.init.zeros_(self.stimulus.weight)

    def forward(self, unit: Tensor, stimulus: Tensor) -> Tensor:
        """`(observation, prompt, width)` of `unit` and `stimulus (observation,)`, both integer."""
        prompts = [self.stimulus(stimulus)]
        if self.unit is not None:
            prompts.insert(0, self.unit(unit))
        if self.cls is not None:
            prompts.insert(0, self.cls.expand(len(stimulus), -1))
        return torch.stack(prompts, dim=1)
