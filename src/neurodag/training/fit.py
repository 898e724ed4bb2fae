"""The training loop."""

import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import torch
import xarray as xr
from torch import Tensor

from neurodag.errors import NeurodagError
from neurodag.training.devices import generator, seed_everything
from neurodag.training.interrupt import Interrupted, stop_requests
from neurodag.training.record import Record
from neurodag.training.state import load_state, save_state
from neurodag.training.task import Batch, Chosen, Schedule, Settings, Task
from neurodag.training.telling import silence, telling
from neurodag.training.workers import ALONE, Workers


class DivergedError(NeurodagError):
    """The training loss is no finite number."""


class Fitted(NamedTuple):
    weights: dict[str, Tensor]
    """Those of the epoch with the best validation score, or of the last if none has a score."""
    history: xr.Dataset
    """`train_loss`, `learning_rate` and the task's score by `epoch`."""


def never(epoch: int, score: float) -> bool:
    """Training goes on."""
    return False


def fit(
    task: Task[Batch, Chosen],
    settings: Chosen,
    *,
    seed: int,
    state: Path,
    save_every: float = 300,
    run: str = "",
    workers: Workers = ALONE,
    ends: Callable[[int, float], bool] = never,
) -> Fitted:
    """Train `task` to the end, from the state saved at `state` if there is one.

    `run` tells what else makes the run what it is (its model, masking and sessions); state of
    another run, or of other settings, is not continued. The state is saved every `save_every`
    seconds, and when SIGINT, SIGTERM or SIGUSR2 asks for a stop, which raises `Interrupted`.
    However often a run is stopped or killed, it ends with the same weights. How far it is stands in
    its report, beside the state. Several `workers` end with those of one, up to rounding (and, on
    GPUs, dropout). `ends` is told the number and the score of each epoch (NaN: not scored), and
    says whether training ends there.

    A parameter that has no part in a batch, say of another session, gets no gradient there, and
    AdamW leaves it and its averages as they are.
    """
    device = next(task.model.parameters()).device
    per_epoch = len(task.batches(generator(seed, "order", 0)))
    total = per_epoch * settings.epochs
    schedule = task.schedule(settings, total)
    record = Record.empty(device)
    identity = f"{settings.model_dump_json()} seed={seed} steps={total} {run}"
    if saved := load_state(state, identity):
        task.model.load_state_dict(saved["model"])
        schedule.optimizer.load_state_dict(saved["optimizer"])
        schedule.load_state_dict(saved["schedule"])
        record = Record(**saved["record"])
        record.loss, record.entries = record.loss.to(device), record.entries.to(device)

    def save() -> None:
        save_state(
            {
                "settings": identity,
                "model": task.model.state_dict(),
                "optimizer": schedule.optimizer.state_dict(),
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
        while record.step < total and not schedule.ended:
            epoch, place = divmod(record.step, per_epoch)
            if place == 0 or not batches:
                batches = task.batches(generator(seed, "order", epoch))
            seed_everything(seed, "step", record.step, *own)
            rate = schedule.rate
            draw = generator(seed, "mask", record.step)
            record.add_step(*take_step(task, batches[place], draw, schedule, workers))
            if place == per_epoch - 1:
                finish_epoch(task, settings, schedule, record, epoch + 1, rate)
                loss, _, score = record.rows[-1]
                schedule.ended |= ends(epoch + 1, score)
                tell(epoch + 1, loss, score, record.best_score, schedule.ended)
            stopped = workers.any(stop.raised)
            if workers.first and (stopped or time.monotonic() - last_save >= save_every):
                save()
                last_save = time.monotonic()
            if stopped and record.step < total and not schedule.ended:
                workers.any(False)  # none leaves before the state is saved
                raise Interrupted(f"stopped in epoch {epoch + 1}; the state is saved in {state}")
    return Fitted(
        record.best_weights, record.history(task.loss_name, task.loss_units, task.score_name)
    )


def take_step(
    task: Task[Batch, Chosen],
    batch: Batch,
    draw: torch.Generator,
    schedule: Schedule,
    workers: Workers,
) -> Tensor:
    """One step along the gradients of a batch; its loss and its entries, over all `workers`."""
    schedule.optimizer.zero_grad(set_to_none=True)
    told = []
    for objective, loss, entries in task.losses(batch, draw):
        # What the workers keep is the mean of their gradients, which is to be the sum.
        (objective * workers.size).backward()
        told.append(torch.stack([loss.detach().double(), entries.double()]))
    schedule.optimizer.step()
    schedule.finish_step()
    return workers.total(torch.stack(told).sum(dim=0))


def finish_epoch(
    task: Task[Batch, Chosen],
    settings: Settings,
    schedule: Schedule,
    record: Record,
    epoch: int,
    learning_rate: float,
) -> None:
    """Note the epoch's loss; where it is scored, keep the best so far, or go back to it."""
    if not record.loss.isfinite():
        raise DivergedError(
            f"The training loss is {record.loss:.3g} in epoch {epoch}: the run diverged. "
            f"Lower training.learning_rate, which is {settings.learning_rate}."
        )
    score = math.nan
    if schedule.scores(epoch):
        task.model.eval()
        score = task.score()
        task.model.train()
        if schedule.finish_epoch(record.keep_if_best(score, task.model)):
            task.model.load_state_dict(record.best_weights)
    record.add_epoch(learning_rate, score)
