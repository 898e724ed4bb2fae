"""What a run has seen so far, and the history that is written of it."""

import math
from dataclasses import dataclass

import torch
import xarray as xr
from torch import Tensor, nn


@dataclass
class Record:
    """Part of a run's state: all that is in it can be saved."""

    step: int
    loss: Tensor
    """Summed over the entries of this epoch."""
    entries: Tensor
    rows: list[list[float]]
    """Of each epoch its loss per entry, learning rate and score."""
    best_score: float
    best_weights: dict[str, Tensor]

    @classmethod
    def empty(cls, device: torch.device) -> "Record":
        zero = torch.zeros((), dtype=torch.float64, device=device)
        return cls(0, zero, zero, [], -math.inf, {})

    def add_step(self, loss: Tensor, entries: Tensor) -> None:
        self.step += 1
        self.loss, self.entries = self.loss + loss, self.entries + entries

    def add_epoch(self, learning_rate: float, score: float) -> None:
        """Close an epoch; NaN for one that was not scored."""
        loss = (self.loss / self.entries).item()  # NaN if by chance nothing was masked
        self.loss, self.entries = torch.zeros_like(self.loss), torch.zeros_like(self.entries)
        self.rows.append([loss, learning_rate, score])

    def keep_if_best(self, score: float, model: nn.Module) -> bool:
        """Keep the weights of `model` if its score is the best, or there was none yet; whether."""
        nothing_scored_before = self.best_score == -math.inf
        best = score > self.best_score or nothing_scored_before
        if best:
            self.best_score = max(self.best_score, score)  # which a NaN does not change
            self.best_weights = {
                name: weight.detach().clone() for name, weight in model.state_dict().items()
            }
        return best

    def history(self, loss_name: str, loss_units: str, score_name: str) -> xr.Dataset:
        """`train_loss`, `learning_rate` and a score of this name by `epoch`."""
        loss, rate, score = zip(*self.rows, strict=True)
        return xr.Dataset(
            {
                "train_loss": (
                    "epoch",
                    list(loss),
                    {"units": loss_units, "long_name": loss_name},
                ),
                "learning_rate": ("epoch", list(rate)),
                score_name: ("epoch", list(score), {"long_name": "NaN: not scored"}),
            },
            {"epoch": range(1, len(self.rows) + 1)},
        )
