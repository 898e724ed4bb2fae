"""Masked modelling of spike counts, as a task for `fit` (MtM paper, section 3)."""

import numpy as np
import torch
from torch import Generator, Tensor

from neurodag.config import Training
from neurodag.masking import MTM_SCHEMES, Mask, Scheme
from neurodag.metrics import trial_r2
from neurodag.models.ndt1 import NDT1
from neurodag.training.devices import generator


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
    ) -> None:
        """`train` and `validation`: spike counts `(trial, time, unit)` on the model's device."""
        self.model = model
        self.forward = torch.compile(model) if settings.compile else model
        self.scheme = scheme
        self.train = train
        self.validation = validation
        self.settings = settings
        self.items = len(train)
        activity = validation.sum(dim=(0, 1), dtype=torch.float32)
        self.active = activity.argsort(descending=True, stable=True)[: settings.selection_units]
        self.validation_masks = self.draw_validation_masks(seed)

    def loss(self, items: Tensor, draw: Generator) -> tuple[Tensor, Tensor]:
        counts = self.train[items].float()
        mask = self.scheme.draw(len(counts), counts.shape[1], draw)
        log_rates = self.predict(counts, mask)
        target = mask.target.to(counts.device)
        loss = (log_rates.exp() - counts * log_rates).mul(target.float()).sum()
        return loss, target.expand(counts.shape).sum()

    def predict(self, counts: Tensor, mask: Mask) -> Tensor:
        """Log-rates `(trial, time, unit)` from the visible counts."""
        prompt = None if self.model.prompt is None else MTM_SCHEMES.index(mask.scheme)
        with torch.autocast(
            counts.device.type, torch.bfloat16, enabled=self.settings.precision == "bfloat16"
        ):
            visible = counts * mask.visible.to(counts)
            return self.forward(visible, prompt=prompt, causal=mask.causal).float()

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
        """R² of the masked entries of the most active units; NaN if no trial of theirs varies."""
        expected, counts, target = [], [], []
        for batch, mask in self.validation_masks:
            seen = self.validation[batch].float()
            expected.append(self.predict(seen, mask)[..., self.active].exp().cpu().numpy())
            counts.append(seen[..., self.active].cpu().numpy())
            target.append(mask.target.expand(seen.shape)[..., self.active.cpu()].numpy())
        arrays = [np.concatenate(parts) for parts in (expected, counts, target)]
        r2 = trial_r2(*arrays)
        return float(r2[~np.isnan(r2)].mean()) if not np.isnan(r2).all() else np.nan


def together(masks: list[Mask], bins: int, units: int) -> Mask:
    """One mask of the masks of single trials, all drawn by the same scheme."""
    visible, target = (
        torch.cat([part.expand(1, bins, units) for part in parts])
        for parts in ([mask.visible for mask in masks], [mask.target for mask in masks])
    )
    return masks[0]._replace(visible=visible, target=target)
