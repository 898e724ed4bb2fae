"""Masked modelling of spike counts, as a task for `fit` (MtM paper, section 3)."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import torch
from torch import Generator, Tensor, nn

from neurodag.config import Training
from neurodag.masking import MTM_SCHEMES, Mask
from neurodag.metrics.correlation import explained
from neurodag.nn.rows import rows_of_batch
from neurodag.nn.transformer import Block
from neurodag.training.devices import generator
from neurodag.training.one_cycle import OneCycle
from neurodag.training.recordings import Recording
from neurodag.training.task import Loss
from neurodag.training.workers import ALONE, Workers


class Batch(NamedTuple):
    """Some trials of one session."""

    session: str
    trials: Tensor


class MaskedModelling:
    """Hide part of each batch, predict it, and pay by the Poisson likelihood of what was hidden.

    The loss is a sum over hidden entries, as the authors' is: sessions of many units weigh more.
    """

    loss_name = "Poisson loss per masked entry"
    loss_units = "nat"
    score_name = "validation_r2"

    def __init__(
        self,
        model: nn.Module,
        recordings: Mapping[str, Recording],
        settings: Training,
        seed: int,
        workers: Workers = ALONE,
    ) -> None:
        """`recordings` by the id of their session, all of them known to `model`."""
        self.model = model
        if settings.compile:
            compile_blocks(model)
        self.workers = workers
        self.replica = workers.replicate(model, all_used=len(recordings) == 1)
        self.recordings = recordings
        self.settings = settings
        self.active = {
            session: most_active(recording.validation, settings.selection_units)
            for session, recording in recordings.items()
        }
        self.validation = self.masked_validation_batches(seed)

    def schedule(self, settings: Training, steps: int) -> OneCycle:
        return OneCycle(self.model, settings, steps)

    def batches(self, draw: Generator) -> list[Batch]:
        """Every training trial once, in batches of one session each.

        The trials of each session are shuffled, and the sessions take turns at random.
        """
        parts = {
            session: torch.randperm(len(recording.train), generator=draw).split(
                self.settings.batch_size
            )
            for session, recording in self.recordings.items()
        }
        turns = [session for session, batches in parts.items() for _ in batches]
        order = torch.randperm(len(turns), generator=draw).tolist()
        waiting = {session: iter(batches) for session, batches in parts.items()}
        return [Batch(turns[turn], next(waiting[turns[turn]])) for turn in order]

    def losses(self, batch: Batch, draw: Generator) -> Iterator[Loss]:
        loss, entries = self.loss(batch, draw)
        yield Loss(objective=loss, told=loss, entries=entries)

    def loss(self, batch: Batch, draw: Generator) -> tuple[Tensor, Tensor]:
        """Summed over the hidden entries of this process' share of a batch, and their number."""
        recording, items = self.recordings[batch.session], len(batch.trials)
        rows = self.workers.rows(items)
        trials = batch.trials[rows].to(recording.train.device)
        counts = recording.train[trials].float()
        mask = recording.scheme.draw(items, counts.shape[1], draw).of_trials(rows)
        with rows_of_batch(rows, items):
            log_rates = self.predict(self.replica, batch.session, counts, mask)
        target = mask.target.to(counts.device)
        loss = (log_rates.exp() - counts * log_rates).mul(target.float()).sum()
        return loss, target.expand(counts.shape).sum()

    def predict(self, network: nn.Module, session: str, counts: Tensor, mask: Mask) -> Tensor:
        """Log-rates `(trial, time, unit)` from the visible counts; prompts are for who has any."""
        prompt = MTM_SCHEMES.index(mask.scheme) if mask.scheme in MTM_SCHEMES else None
        with torch.autocast(
            counts.device.type, torch.bfloat16, enabled=self.settings.precision == "bfloat16"
        ):
            visible = counts * mask.visible.to(counts)
            log_rates = network(visible, session=session, prompt=prompt, causal=mask.causal)
            return log_rates.float()

    def masked_validation_batches(self, seed: int) -> list[tuple[Batch, Mask]]:
        """Batches of validation trials and their masks, every scheme over all trials once.

        They stay the same for the whole run, so that epochs are compared on equal terms. Each trial
        has a draw of its own, so that the score of a region scheme is that of many regions.
        """
        draw = generator(seed, "validation")
        batches = []
        for session, (_, validation, scheme) in self.recordings.items():
            trials, bins, _ = validation.shape
            trial = torch.arange(trials, device=validation.device)
            for member in scheme.members:
                for part in trial.split(self.settings.batch_size):
                    mask = together([member.draw(1, bins, draw) for _ in range(len(part))])
                    batches.append((Batch(session, part), mask))
        return batches

    @torch.no_grad()
    def score(self) -> float:
        """R² of the masked entries of each session's most active units.

        Averaged over trials, then units, then sessions; NaN if no trial of theirs varies, and
        sessions of which that is true are left out of the average.
        """
        places = {session: place for place, session in enumerate(self.recordings)}
        units = max(map(len, self.active.values()))
        sums = torch.zeros(2, len(places), units, dtype=torch.float64)
        for batch, mask in self.validation[self.workers.rank :: self.workers.size]:
            r2 = self.trial_r2(batch, mask)
            scored = ~np.isnan(r2)
            of_batch = np.stack([r2.sum(0, where=scored), scored.sum(0)])
            sums[:, places[batch.session], : r2.shape[1]] += torch.from_numpy(of_batch)
        device = next(self.model.parameters()).device
        total, number = self.workers.total(sums.to(device)).cpu()
        of_sessions = [(r2 / n)[n > 0].mean() for r2, n in zip(total, number, strict=True)]
        return torch.stack(of_sessions).nanmean().item()

    def trial_r2(self, batch: Batch, mask: Mask) -> np.ndarray:
        """R² of the masked entries of single trials `(trial, unit)`, of the most active units."""
        active = self.active[batch.session]
        counts = self.recordings[batch.session].validation[batch.trials].float()
        log_rates = self.predict(self.model, batch.session, counts, mask)
        target = mask.target.expand(counts.shape)[..., active.cpu()]
        arrays = log_rates[..., active].exp(), counts[..., active]
        expected, seen = (array.cpu().numpy() for array in arrays)
        return explained(expected, seen, axis=1, where=target.numpy())


def compile_blocks(model: nn.Module) -> None:
    """Compile the transformer's blocks, in place.

    They compute the same whatever the session; a whole network would be compiled anew for each.
    """
    for part in model.modules():
        if isinstance(part, Block):
            part.compile()


def most_active(counts: Tensor, units: int) -> Tensor:
    """The units with most spikes in `counts (trial, time, unit)`, most of all first."""
    activity = counts.sum(dim=(0, 1), dtype=torch.float32)
    return activity.argsort(descending=True, stable=True)[:units]


def together(masks: list[Mask]) -> Mask:
    """One mask of the masks of single trials, all drawn by the same scheme."""
    visible, target = (
        torch.cat(parts)
        for parts in ([mask.visible for mask in masks], [mask.target for mask in masks])
    )
    return masks[0]._replace(visible=visible, target=target)
