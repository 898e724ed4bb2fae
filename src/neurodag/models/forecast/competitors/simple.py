"""Forecasts without a network."""

from collections.abc import Iterable

import torch
from torch import Tensor
from torch.nn import functional

from neurodag.config.forecast import competitors as config
from neurodag.models.forecast.competitors.base import Competitor, Presentations, Task


class Persistence(Competitor):
    """The last frame before the onset goes on."""

    def __init__(self, task: Task, settings: config.Persistence) -> None:
        super().__init__()
        self.response = task.response

    def forward(self, baseline: Tensor, stimulus: Tensor | None = None) -> Tensor:
        return baseline[:, -1:].expand(-1, self.response, -1)


class BaselineMean(Competitor):
    """The mean before the onset goes on."""

    def __init__(self, task: Task, settings: config.Mean) -> None:
        super().__init__()
        self.response = task.response

    def forward(self, baseline: Tensor, stimulus: Tensor | None = None) -> Tensor:
        return baseline.mean(dim=1, keepdim=True).expand(-1, self.response, -1)


class MeanResponse(Competitor):
    """The unit's mean response in training: to all stimuli, or to the one that is shown.

    To a stimulus that training does not show, it is the mean response to all.
    """

    mean: Tensor
    """To each stimulus, and last to all, `(stimulus + 1, frame, unit)`."""

    def __init__(self, task: Task, settings: config.Mean) -> None:
        super().__init__()
        self.stimuli = task.stimuli if settings.over == "responses_to_stimulus" else 0
        self.register_buffer("mean", torch.zeros(self.stimuli + 1, task.response, task.units))

    def forward(self, baseline: Tensor, stimulus: Tensor | None = None) -> Tensor:
        if stimulus is None or not self.stimuli:
            return self.mean[-1].expand(len(baseline), -1, -1)
        return self.mean[stimulus]

    def fit(self, training: Iterable[Presentations]) -> None:
        """Average responses; ValueError if there are none."""
        total = torch.zeros_like(self.mean, dtype=torch.float64)
        number = total.new_zeros(len(total), 1, 1)
        for shown in training:
            rows = self.rows(shown.stimulus)
            # A product adds in the same order every time, which adding by index does not on a GPU.
            total += torch.einsum("pr,pfu->rfu", rows, shown.response.double())
            number += rows.sum(dim=0)[:, None, None]
        if not number[-1]:
            raise ValueError("A mean response needs at least one training presentation.")
        known = total / number.clamp(min=1)
        self.mean.copy_(torch.where(number > 0, known, known[-1]))

    def rows(self, stimulus: Tensor) -> Tensor:
        """Which of the means a presentation counts for, `(presentation, stimulus + 1)`."""
        every = torch.ones(len(stimulus), 1, dtype=torch.float64, device=stimulus.device)
        if not self.stimuli:
            return every
        own = functional.one_hot(stimulus, self.stimuli).double()
        return torch.cat([own, every], dim=1)


def mean(task: Task, settings: config.Mean) -> BaselineMean | MeanResponse:
    """The mean that the settings ask for."""
    kind = BaselineMean if settings.over == "baseline" else MeanResponse
    return kind(task, settings)
