"""NLinear (Zeng et al. 2023, "Are transformers effective for time series forecasting?")."""

import torch
from torch import Tensor, nn

from neurodag.config.forecast import competitors as config
from neurodag.models.forecast.competitors.base import Competitor, Task


class NLinear(Competitor):
    """A linear layer over time, of what differs from the last frame; it knows no stimulus."""

    def __init__(self, task: Task, settings: config.NLinear) -> None:
        super().__init__()
        layers = task.units if settings.each_unit else 1
        # All frames count alike at first, as in the authors' code.
        first = torch.full((layers, task.response, task.baseline), 1 / task.baseline)
        self.weight = nn.Parameter(first)
        self.bias = nn.Parameter(torch.zeros(layers, task.response))

    def forward(self, baseline: Tensor, stimulus: Tensor | None = None) -> Tensor:
        units = baseline.shape[2]
        weight, bias = self.weight.expand(units, -1, -1), self.bias.expand(units, -1)
        last = baseline[:, -1:]
        return last + torch.einsum("pbu,urb->pru", baseline - last, weight) + bias.T
