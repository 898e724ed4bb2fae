"""What all competitors are, and what they are made for."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import NamedTuple

from torch import Tensor, nn


class Task(NamedTuple):
    """What is forecast in one session."""

    units: int
    stimuli: int
    baseline: int
    """Frames before the onset."""
    response: int
    """Frames from the onset on."""


class Presentations(NamedTuple):
    """Some presentations, and what all units did."""

    baseline: Tensor
    """`(presentation, frame, unit)`."""
    stimulus: Tensor
    """Position among the stimuli, `(presentation,)`."""
    response: Tensor
    """`(presentation, frame, unit)`."""


class Competitor(nn.Module, ABC):
    """Forecasts what all units of a session do after the onset from what they did before."""

    @abstractmethod
    def forward(self, baseline: Tensor, stimulus: Tensor | None = None) -> Tensor:
        """The response `(presentation, frame, unit)` after `baseline (presentation, frame, unit)`.

        `stimulus (presentation,)`: position among the stimuli; None: nothing is known of it.
        """

    def training_forward(self, shown: Presentations) -> Tensor:
        """What is compared with the response in training: the forecast, unless told otherwise."""
        return self(shown.baseline, shown.stimulus)

    def fit(self, training: Iterable[Presentations]) -> None:
        """See all training presentations once, for what gradients do not learn."""


class StimulusToken(nn.Module):
    """A learned vector of each stimulus, which is added to tokens; all begin as zero."""

    def __init__(self, stimuli: int, width: int) -> None:
        super().__init__()
        self.token = nn.Embedding(stimuli, width)
        # So a stimulus that training does not show says nothing, where noise would mislead.
        nn.init.zeros_(self.token.weight)

    def forward(self, tokens: Tensor, stimulus: Tensor | None) -> Tensor:
        """`tokens (presentation, …, width)` and that of each presentation's stimulus, if known."""
        if stimulus is None:
            return tokens
        between = (1,) * (tokens.ndim - 2)
        return tokens + self.token(stimulus).unflatten(0, (-1, *between))
