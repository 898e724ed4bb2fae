"""Masked autoencoding through codes, as a task for `fit` (QuantFormer paper, section 3.3)."""

import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import torch
from torch import Generator, Tensor

from neurodag.config.forecast import Balance, ForecastTraining, PretrainingRun
from neurodag.models.forecast.autoencoder import QuantFormer, Reconstruction
from neurodag.models.forecast.patches import cut, draw_mask
from neurodag.sessions import Part
from neurodag.training.constant import Constant
from neurodag.training.devices import generator
from neurodag.training.forecast.balance import choose, inactive_per_active
from neurodag.training.forecast.observations import Observations
from neurodag.training.task import Loss


class Batch(NamedTuple):
    """Some presentations, which may be of several sessions."""

    session: Tensor
    """Position of the session, `(item,)`."""
    presentation: Tensor
    """Position among the presentations of the session, `(item,)`."""

    def split(self, size: int) -> list["Batch"]:
        """Parts of so many presentations; the last may have fewer."""
        parts = (each.split(size) for each in self)
        return [Batch(*part) for part in zip(*parts, strict=True)]


class Pretraining:
    """Hide patches, reconstruct all, and pay by the squared error and for what codes leave out.

    A batch mixes sessions: the network knows neither sessions nor units.
    """

    loss_name = "loss per observation: weighted squared error (eq. 2), and quantization"
    loss_units = "1"
    score_name = "validation_r2"

    def __init__(
        self,
        model: QuantFormer,
        sessions: Mapping[str, Observations],
        settings: PretrainingRun,
        seed: int,
    ) -> None:
        """Raises SessionError where no training observation is active."""
        self.model = model
        self.sessions = list(sessions.values())
        self.settings = settings
        self.seed = seed
        self.device = next(model.parameters()).device
        self.beta = inactive_per_active(self.sessions)
        self.train = self.presentations("train")
        self.validation = self.presentations("validation")

    def schedule(self, settings: ForecastTraining, steps: int) -> Constant:
        return Constant(self.model, settings)

    def batches(self, draw: Generator) -> list[Batch]:
        """Every training presentation of every session once, all shuffled together."""
        order = torch.randperm(len(self.train.session), generator=draw)
        shuffled = Batch(*(each[order] for each in self.train))
        return shuffled.split(self.settings.training.batch_size)

    def losses(self, batch: Batch, draw: Generator) -> Iterator[Loss]:
        signals, weight = self.observations(batch, self.settings.balance, draw)
        hidden = self.hide(signals, draw)
        made = self.reconstruct(signals, hidden)
        error = reconstruction_error(made.signals, signals, hidden, self.settings.masked_weight)
        loss = (weight * error).mean() + made.loss
        entries = torch.tensor(len(signals), device=self.device)
        yield Loss(objective=loss, told=loss * entries, entries=entries)
        if made.codes is not None:  # the gradients are known now
            self.model.codebook.replace_unused(made.tokens.detach(), made.codes, draw)

    @torch.no_grad()
    def score(self) -> float:
        """R² of the frames of hidden patches in all validation observations.

        Active ones weigh more, as in eq. 2, whatever the balance of training. What is hidden stays
        the same for the whole run.
        """
        draw = generator(self.seed, "validation")
        sums = torch.zeros(4, dtype=torch.float64, device=self.device)
        for batch in self.validation.split(self.settings.training.batch_size):
            signals, weight = self.observations(batch, "weights", draw)
            hidden = self.hide(signals, draw)
            made = self.reconstruct(signals, hidden)
            counted = (weight[:, None] * hidden).double()
            seen, remade = (
                cut(each.double(), self.model.settings.patch) for each in (signals, made.signals)
            )
            of_frames = torch.ones_like(seen), seen, seen**2, (remade - seen) ** 2
            sums += torch.stack([(counted * each.sum(dim=-1)).sum() for each in of_frames])
        frames, total, squares, errors = sums.tolist()
        spread = squares - total**2 / frames if frames else 0.0
        return 1 - errors / spread if spread > 0 else math.nan

    def presentations(self, part: Part) -> Batch:
        """All of a part, session by session; on the CPU."""
        of_sessions = [observations.of(part).cpu() for observations in self.sessions]
        lengths = torch.tensor([len(some) for some in of_sessions])
        session = torch.arange(len(self.sessions)).repeat_interleave(lengths)
        return Batch(session, torch.cat(of_sessions))

    def observations(
        self, batch: Batch, balance: Balance, draw: Generator
    ) -> tuple[Tensor, Tensor]:
        """Signals `(observation, frame)` of a batch, and what each counts, `(observation,)`."""
        signals, weights = [], []
        for place in batch.session.unique().tolist():
            session = self.sessions[place]
            presentations = batch.presentation[batch.session == place].to(self.device)
            chosen = choose(session, presentations, balance, self.beta, draw)
            signals.append(session.cut(chosen.presentation, chosen.unit).signal)
            weights.append(chosen.weight)
        return torch.cat(signals), torch.cat(weights)

    def hide(self, signals: Tensor, draw: Generator) -> Tensor:
        """Which patches of each observation are hidden, `(observation, patch)`."""
        patches = signals.shape[1] // self.model.settings.patch
        return draw_mask(len(signals), patches, self.settings.masking, draw).to(self.device)

    def reconstruct(self, signals: Tensor, hidden: Tensor) -> Reconstruction:
        half = self.settings.training.precision == "bfloat16"
        with torch.autocast(self.device.type, torch.bfloat16, enabled=half):
            made = self.model(signals, hidden)
        return made._replace(signals=made.signals.float())


def reconstruction_error(
    remade: Tensor, signals: Tensor, hidden: Tensor, masked_weight: float
) -> Tensor:
    """Of each observation, without the weight of active ones, `(observation,)` (eq. 2).

    Signals are `(observation, frame)`, `hidden (observation, patch)`. The mean squared error of the
    frames in hidden patches counts `masked_weight`, and that of the others 1. Where there are no
    such frames, there is no such error.
    """
    error = (remade - signals).square().unflatten(1, (hidden.shape[1], -1)).mean(dim=-1)
    parts = [
        (error * chosen).sum(dim=1) / chosen.sum(dim=1).clamp(min=1) for chosen in (hidden, ~hidden)
    ]
    return masked_weight * parts[0] + parts[1]
