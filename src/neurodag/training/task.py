"""What `fit` asks of the tasks that it trains, and of their schedules."""

from collections.abc import Iterator
from typing import NamedTuple, Protocol, TypeVar

import torch
from torch import Tensor, nn
from torch.optim import Optimizer


class Settings(Protocol):
    """What `fit` reads of settings of training; the rest is for the task and its schedule."""

    @property
    def epochs(self) -> int: ...
    @property
    def learning_rate(self) -> float: ...
    def model_dump_json(self) -> str: ...


Batch = TypeVar("Batch")
Chosen = TypeVar("Chosen", bound=Settings, contravariant=True)


class Loss(NamedTuple):
    """Of a batch, or of a part of one whose gradients are added to those of the others."""

    objective: Tensor
    """What the gradients are of."""
    told: Tensor
    """What the history tells of it, summed over entries."""
    entries: Tensor
    """The number of these."""


class Schedule(Protocol):
    """An optimiser, how its learning rate changes, and whether training ends early."""

    ended: bool
    """Whether training ends before its last epoch."""

    @property
    def optimizer(self) -> Optimizer: ...

    @property
    def rate(self) -> float:
        """The learning rate of the next step."""
        ...

    def finish_step(self) -> None:
        """Called after each step of the optimiser."""
        ...

    def scores(self, epoch: int) -> bool:
        """Whether the model is scored after this epoch, the first of which is 1."""
        ...

    def finish_epoch(self, improved: bool) -> bool:
        """Called after each epoch that was scored; whether to go back to the best weights."""
        ...

    def state_dict(self) -> dict[str, object]:
        """All that changes, but the optimiser's own state."""
        ...

    def load_state_dict(self, state: dict[str, object]) -> None: ...


class Task(Protocol[Batch, Chosen]):
    """What is learnt: a model, its loss on training batches, its score on validation items."""

    loss_name: str
    """What the history calls the loss."""
    loss_units: str
    """Its units."""
    score_name: str
    """What the history calls the score."""

    @property
    def model(self) -> nn.Module: ...

    def schedule(self, settings: Chosen, steps: int) -> Schedule:
        """A fresh one, of the model's parameters, for so many steps at most."""
        ...

    def batches(self, draw: torch.Generator) -> list[Batch]:
        """The batches of one epoch, in an order that `draw` decides; every epoch has as many."""
        ...

    def losses(self, batch: Batch, draw: torch.Generator) -> Iterator[Loss]:
        """The losses of a batch's parts, one after the other, so that one at a time takes memory.

        Each is asked for when the gradients of the one before have been added up. `draw` is for
        random parts. Among several processes: of this one's share of the batch, and gradients end
        as the mean over all processes.
        """
        ...

    def score(self) -> float:
        """How good the model is on validation items; higher is better, and no randomness.

        Among several processes: the same in all of them.
        """
        ...
