"""Masked modelling of spike counts, as a task for `fit` (MtM paper, section 3)."""

from typing import cast

import numpy as np
import torch
from torch import Generator, Tensor, nn

from neurodag.config import Training
from neurodag.masking import MTM_SCHEMES, Mask, Scheme
from neurodag.metrics.correlation import explained
from neurodag.models.ndt1 import NDT1
from neurodag.nn.dropout import rows_of_batch
from neurodag.training.devices import generator
from neurodag.training.workers import ALONE, Workers


class MaskedModelling:
    """Hide part of each batch, predict it, and pay by the Poisson likelihood of what was hidden."""

    def __init__(
        self,
        model: NDT1,
        scheme: Scheme,
        train: Tensor,
        validation: Tensor,
        settings: Training,
        seed: int,
        workers: Workers = ALONE,
    ) -> None:
        """`train` and `validation`: spike counts `(trial, time, unit)` on the model's device."""
        self.model = model
        self.forward = cast(nn.Module, torch.compile(model)) if settings.compile else model
        self.workers = workers
        self.replica = workers.replicate(self.forward)
        self.scheme = scheme
        self.train = train
        self.validation = validation
        self.settings = settings
        self.items = len(train)
        activity = validation.sum(dim=(0, 1), dtype=torch.float32)
        self.active = activity.argsort(descending=True, stable=True)[: settings.selection_units]
        self.validation_masks = self.draw_validation_masks(seed)

    def loss(self, items: Tensor, draw: Generator) -> tuple[Tensor, Tensor]:
        rows = self.workers.rows(len(items))
        counts = self.train[items[rows]].float()
        mask = self.scheme.draw(len(items), counts.shape[1], draw).of_trials(rows)
        with rows_of_batch(rows, len(items)):
            log_rates = self.predict(self.replica, counts, mask)
        target = mask.target.to(counts.device)
        loss = (log_rates.exp() - counts * log_rates).mul(target.float()).sum()
        return loss, target.expand(counts.shape).sum()

    def predict(self, network: nn.Module, counts: Tensor, mask: Mask) -> Tensor:
        """Log-rates `(trial, time, unit)` of `network`, from the visible counts."""
        prompt = None if self.model.prompt is None else MTM_SCHEMES.index(mask.scheme)
        with torch.autocast(
            counts.device.type, torch.bfloat16, enabled=self.settings.precision == "bfloat16"
        ):
            visible = counts * mask.visible.to(counts)
            return network(visible, prompt=prompt, causal=mask.causal).float()

    def draw_validation_masks(self, seed: int) -> list[tuple[Tensor, Mask]]:
        """Batches of validation trials and their masks, every scheme over all trials once.

        They stay the same for the whole run, so that epochs are compared on equal terms. Each trial
        has a draw of its own, so that the score of a region scheme is that of many regions.
        """
        trials, bins, units = self.validation.shape
        trial = torch.arange(trials, device=self.validation.device)
        draw = generator(seed, "validation")
        return [
            (batch, together([member.draw(1, bins, draw) for _ in batch], bins, units))
            for member in self.scheme.members
            for batch in trial.split(self.settings.batch_size)
        ]

    @torch.no_grad()
    def score(self) -> float:
        """R² of the masked entries of the most active units, averaged over trials, then units.

        NaN if no trial of theirs varies.
        """
        sums = torch.zeros(2, len(self.active), dtype=torch.float64)
        for batch, mask in self.validation_masks[self.workers.rank :: self.workers.size]:
            r2 = self.trial_r2(batch, mask)
            scored = ~np.isnan(r2)
            sums += torch.from_numpy(np.stack([r2.sum(0, where=scored), scored.sum(0)]))
        total, number = self.workers.total(sums.to(self.validation.device)).cpu()
        return (total / number)[number > 0].mean().item()

    def trial_r2(self, batch: Tensor, mask: Mask) -> np.ndarray:
        """R² of the masked entries of single trials `(trial, unit)`, of the most active units."""
        counts = self.validation[batch].float()
        log_rates = self.predict(self.forward, counts, mask)
        target = mask.target.expand(counts.shape)[..., self.active.cpu()]
        arrays = log_rates[..., self.active].exp(), counts[..., self.active]
        expected, seen = (array.cpu().numpy() for array in arrays)
        return explained(expected, seen, axis=1, where=target.numpy())


def together(masks: list[Mask], bins: int, units: int) -> Mask:
    """One mask of the masks of single trials, all drawn by the same scheme."""
    visible, target = (
        torch.cat([part.expand(1, bins, units) for part in parts])
        for parts in ([mask.visible for mask in masks], [mask.target for mask in masks])
    )
    return masks[0]._replace(visible=visible, target=target)
