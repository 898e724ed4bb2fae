"""What tasks on one session have in common: its presentations, in batches (QuantFormer, 4.2)."""

from abc import ABC, abstractmethod
from collections.abc import Iterator

import torch
from torch import Generator, Tensor, nn

from neurodag.config.forecast import TaskTraining
from neurodag.sessions import Part
from neurodag.training.constant import Constant
from neurodag.training.forecast.observations import Cut, Observations
from neurodag.training.task import Loss


class OneSession(ABC):
    """A model of one session, which learns from batches of presentations with all units."""

    def __init__(self, model: nn.Module, observed: Observations, settings: TaskTraining) -> None:
        self.model = model
        self.observed = observed
        self.settings = settings
        self.device = observed.start.device

    def schedule(self, settings: TaskTraining, steps: int) -> Constant:
        return Constant(self.model, settings)

    def batches(self, draw: Generator) -> list[Tensor]:
        """Every training presentation once; a batch is `(item,)`."""
        train = self.observed.of("train")
        order = torch.randperm(len(train), generator=draw).to(self.device)
        return list(train[order].split(self.settings.batch_size))

    def losses(self, batch: Tensor, draw: Generator) -> Iterator[Loss]:
        cut = self.cut(batch)
        loss = self.loss(cut)
        entries = torch.tensor(len(cut.signal), device=self.device)
        yield Loss(objective=loss, told=loss * entries, entries=entries)

    @abstractmethod
    def loss(self, cut: Cut) -> Tensor:
        """The mean over some observations."""

    def all_of(self, part: Part) -> Iterator[Cut]:
        """All observations of a part, batch by batch, in the order of time."""
        return map(self.cut, self.observed.of(part).split(self.settings.batch_size))

    def cut(self, presentations: Tensor) -> Cut:
        """All units in some presentations `(item,)`; all units of the first come first."""
        return self.observed.cut(*self.observed.every_unit(presentations))

    def baseline(self, cut: Cut) -> Tensor:
        """ΔF/F before the onset, `(observation, frame)`."""
        return cut.signal[:, : self.observed.traces.windows.baseline_frames]

    def response(self, cut: Cut) -> Tensor:
        """ΔF/F from the onset on, `(observation, frame)`."""
        return cut.signal[:, self.observed.traces.windows.baseline_frames :]

    def autocast(self) -> torch.autocast:
        """Where the model computes in the precision of the settings."""
        half = self.settings.precision == "bfloat16"
        return torch.autocast(self.device.type, torch.bfloat16, enabled=half)
