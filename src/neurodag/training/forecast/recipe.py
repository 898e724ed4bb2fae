"""What the scripts that train forecasters have in common."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch

from neurodag.config.base import Settings
from neurodag.errors import ConfigError
from neurodag.files import save_netcdf
from neurodag.models.weights import save_weights
from neurodag.training.forecast.observations import Observations
from neurodag.training.record import Record
from neurodag.training.script import (
    introduce,
    options_of_training,
    train_and_save,
    training_processes,
)
from neurodag.training.task import Batch, Chosen, Task
from neurodag.training.workers import ALONE


def forecast_options(description: str | None, settings: type[Settings]) -> ArgumentParser:
    """The options of these scripts, beside those that name what is trained on."""
    options = options_of_training(description, settings)
    options.add_argument("--stimuli", nargs="+", help="stimuli to train with, by name (all)")
    return options


@contextmanager
def only_process(arguments: Namespace) -> Iterator[torch.device]:
    """The device of this process, which ends if asked to stop.

    Raises ConfigError where several processes are asked for.
    """
    if arguments.processes > 1:
        raise ConfigError(
            f"--processes {arguments.processes}: a forecaster is trained by one process; give "
            "--processes 1."
        )
    with training_processes(arguments) as (device, _):
        yield device


def describe(sessions: Mapping[str, Observations], arguments: Namespace) -> dict[str, Any]:
    """What a model is, and how it is trained: all that stands beside its weights."""
    settings = arguments.settings
    return {
        "sessions": {session: observed.units for session, observed in sessions.items()},
        "stimulus_names": named(arguments),
        "baseline_frames": settings.windows.baseline_frames,
        "response_frames": settings.windows.response_frames,
        "seed": arguments.seed,
        **settings.model_dump(mode="json"),
    }


def named(arguments: Namespace) -> list[str] | None:
    """The stimuli that are trained with, in an order that does not matter; None: all."""
    return None if arguments.stimuli is None else sorted(set(arguments.stimuli))


def train(
    name: str,
    task: Task[Batch, Chosen],
    sessions: Mapping[str, Observations],
    description: dict[str, Any],
    arguments: Namespace,
    made_from: Sequence[Path],
    *more: str,
) -> None:
    """Train a task's model, which is called `name`, as `train_and_save` does.

    Where there is nothing to train, it is written as it is, with a history of one epoch.
    """
    if not any(weight.requires_grad for weight in task.model.parameters()):
        save_as_it_is(task, description, arguments)
        return
    presentations = [len(observed.of("train")) for observed in sessions.values()]
    introduce(name, task.model, presentations, ALONE)
    shown = f"stimuli={named(arguments)}"
    train_and_save(task, description, arguments, made_from, ALONE, shown, *more)


def save_as_it_is(
    task: Task[Batch, Chosen], description: dict[str, Any], arguments: Namespace
) -> None:
    """Write a model that gradients cannot change, and its score."""
    record = Record.empty(torch.device("cpu"))
    record.add_epoch(0.0, task.score())
    history = record.history(task.loss_name, task.loss_units, task.score_name)
    save_netcdf(history, arguments.history)
    save_weights(task.model.state_dict(), description, arguments.weights)
