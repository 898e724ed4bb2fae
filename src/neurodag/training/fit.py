"""The training loop."""

import math
import time
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

import torch
import xarray as xr
from torch import Tensor, nn
from torch.optim import AdamW
from torch.optim.lr_scheduler import OneCycleLR

from neurodag.config import Training
from neurodag.errors import NeurodagError
from neurodag.training.devices import generator, seed_everything
from neurodag.training.interrupt import Interrupted, stop_requests
from neurodag.training.record import Record
from neurodag.training.state import load_state, save_state
from neurodag.training.telling import silence, telling
from neurodag.training.workers import ALONE, Workers

Batch = TypeVar("Batch")


class Task(Protocol[Batch]):
    """What is learnt: a model, its loss on training batches, its score on validation items."""

    model: nn.Module

    def batches(self, draw: torch.Generator) -> list[Batch]:
        """The batches of one epoch, in an order that `draw` decides; every epoch has as many."""
        ...

    def loss(self, batch: Batch, draw: torch.Generator) -> tuple[Tensor, Tensor]:
        """Loss summed over a batch's entries, and their number; `draw` for its random parts.

        Among several processes: over the entries of this one's share of the batch.
        """
        ...

    def score(self) -> float:
        """How good the model is on validation items; higher is better, and no randomness.

        Among several processes: the same in all of them.
        """
        ...


class Fitted(NamedTuple):
    weights: dict[str, Tensor]
    """Those of the epoch with the best validation score, or of the last if none has a score."""
    history: xr.Dataset
    """`train_loss`, `learning_rate` and `validation_r2` by `epoch`."""


def fit(
    task: Task[Batch],
    settings: Training,
    *,
    seed: int,
    state: Path,
    save_every: float = 300,
    run: str = "",
    workers: Workers = ALONE,
) -> Fitted:
    """Train `task` to the end, from the state saved at `state` if there is one.

    `run` tells what else makes the run what it is (its model, masking and sessions); state of
    another run, or of other settings, is not continued. The state is saved every `save_every`
    seconds, and when SIGINT, SIGTERM or SIGUSR2 asks for a stop, which raises `Interrupted`.
    However often a run is stopped or killed, it ends with the same weights. How far it is stands in
    its report, beside the state. Several `workers` end with those of one, up to rounding (and, on
    GPUs, dropout).

    A parameter that has no part in a batch, say of another session, gets no gradient there, and
    AdamW leaves it and its averages as they are.
    """
    device = next(task.model.parameters()).device
    per_epoch = len(task.batches(generator(seed, "order", 0)))
    total = per_epoch * settings.epochs
    optimizer, schedule = adamw_one_cycle(task.model, settings, total)
    record = Record.empty(device)
    identity = f"{settings.model_dump_json()} seed={seed} steps={total} {run}"
    if saved := load_state(state, identity):
        task.model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        schedule.load_state_dict(saved["schedule"])
        record = Record(**saved["record"])
        record.loss, record.entries = record.loss.to(device), record.entries.to(device)

    def save() -> None:
        save_state(
            {
                "settings": identity,
                "model": task.model.state_dict(),
                "optimizer": optimizer.state_dict(),
                "schedule": schedule.state_dict(),
                "record": vars(record),
            },
            state,
        )

    # The same on every CPU; the kernels of GPUs would drop the same entries of every share.
    own = ("rank", workers.rank) if device.type == "cuda" and workers.size > 1 else ()
    report = state.with_suffix(".json")
    last_save = time.monotonic()
    batches: list[Batch] = []
    task.model.train()
    told = telling(report, settings.epochs, len(record.rows)) if workers.first else silence()
    with stop_requests() as stop, told as tell:
        while record.step < total:
            epoch, place = divmod(record.step, per_epoch)
            if place == 0 or not batches:
                batches = task.batches(generator(seed, "order", epoch))
            seed_everything(seed, "step", record.step, *own)
            loss, entries = task.loss(batches[place], generator(seed, "mask", record.step))
            optimizer.zero_grad(set_to_none=True)
            (loss * workers.size).backward()  # what the workers keep is the mean of their gradients
            optimizer.step()
            rate = float(schedule.get_last_lr()[0])
            schedule.step()
            record.add_step(*workers.total(torch.stack([loss.detach().double(), entries.double()])))
            if place == per_epoch - 1:
                finish_epoch(task, settings, record, epoch + 1, rate)
                loss_of_epoch, _, score = record.rows[-1]
                tell(epoch + 1, loss_of_epoch, score, record.best_score)
            stopped = workers.any(stop.raised)
            if workers.first and (stopped or time.monotonic() - last_save >= save_every):
                save()
                last_save = time.monotonic()
            if stopped and record.step < total:
                workers.any(False)  # none leaves before the state is saved
                raise Interrupted(f"stopped in epoch {epoch + 1}; the state is saved in {state}")
    return Fitted(record.best_weights, record.history())


def adamw_one_cycle(model: nn.Module, settings: Training, steps: int) -> tuple[AdamW, OneCycleLR]:
    """The optimiser, and the learning rate's rise and fall over all `steps`."""
    optimizer = AdamW(
        model.parameters(),
        lr=settings.learning_rate,
        weight_decay=settings.weight_decay,
        fused=True,
    )
    schedule = OneCycleLR(
        optimizer,
        max_lr=settings.learning_rate,
        total_steps=steps,
        # A warm-up of one step is none, and OneCycleLR would divide by zero.
        pct_start=settings.warmup if settings.warmup * steps > 1 else 0.0,
        div_factor=10,
    )
    return optimizer, schedule


def finish_epoch(
    task: Task[Batch], settings: Training, record: Record, epoch: int, learning_rate: float
) -> None:
    """Note the epoch's loss; every few epochs, score the model and keep the best so far."""
    if not record.loss.isfinite():
        raise NeurodagError(
            f"The training loss is {record.loss:.3g} in epoch {epoch}: the run diverged. "
            f"Lower training.learning_rate, which is {settings.learning_rate}."
        )
    score = math.nan
    if epoch % settings.validation_interval == 0 or epoch == settings.epochs:
        task.model.eval()
        score = task.score()
        task.model.train()
        record.keep_if_best(score, task.model)
    record.add_epoch(learning_rate, score)
