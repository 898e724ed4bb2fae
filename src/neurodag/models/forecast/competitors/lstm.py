"""Recurrent forecaster, frame by frame (section 4.2)."""

import torch
from torch import Tensor, nn

from neurodag.config.forecast import competitors as config
from neurodag.models.forecast.competitors.base import Competitor, Presentations, StimulusToken, Task

State = tuple[Tensor, Tensor]


class LSTM(Competitor):
    """Reads a frame of all units and forecasts the next.

    In training, it reads the true frames of the response; otherwise, its own forecasts.
    """

    def __init__(self, task: Task, settings: config.LSTM) -> None:
        super().__init__()
        self.response = task.response
        drop = settings.dropout if settings.layers > 1 else 0.0
        self.lstm = nn.LSTM(
            task.units, settings.width, settings.layers, batch_first=True, dropout=drop
        )
        self.stimulus = StimulusToken(task.stimuli, settings.width)
        self.out = nn.Linear(settings.width, task.units)

    def forward(self, baseline: Tensor, stimulus: Tensor | None = None) -> Tensor:
        frame, state = self.step(baseline, stimulus)
        frames = [frame]
        while len(frames) < self.response:
            frame, state = self.step(frame, stimulus, state)
            frames.append(frame)
        return torch.cat(frames, dim=1)

    def training_forward(self, shown: Presentations) -> Tensor:
        known = torch.cat([shown.baseline, shown.response[:, :-1]], dim=1)
        hidden, _ = self.lstm(known)
        return self.out(self.stimulus(hidden[:, -self.response :], shown.stimulus))

    def step(
        self, frames: Tensor, stimulus: Tensor | None, state: State | None = None
    ) -> tuple[Tensor, State]:
        """The frame `(presentation, 1, unit)` after `frames (presentation, frame, unit)`."""
        hidden, state = self.lstm(frames, state)
        return self.out(self.stimulus(hidden[:, -1:], stimulus)), state
