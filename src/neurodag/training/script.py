"""What every script that trains has in common: options, processes, outputs."""

import hashlib
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import torch
from torch import nn

from neurodag.command import parser, threads
from neurodag.config.base import Settings
from neurodag.files import save_netcdf
from neurodag.models.weights import save_weights
from neurodag.training.claim import claimed
from neurodag.training.devices import pick_device
from neurodag.training.fit import fit
from neurodag.training.interrupt import EXIT_INTERRUPTED, Interrupted
from neurodag.training.memory import keep_freed_memory
from neurodag.training.state import remove_state
from neurodag.training.task import Batch, Chosen, Task
from neurodag.training.workers import Workers, start_workers, workers


def options_of_training(description: str | None, settings: type[Settings]) -> ArgumentParser:
    """The options of every script that trains; its `settings` have the attribute `training`."""
    options = parser(description)
    options.add_argument("--seed", type=int, required=True)
    options.add_argument("--settings", type=settings.model_validate_json, required=True)
    options.add_argument("--weights", type=Path, required=True, help="weights to write")
    options.add_argument("--history", type=Path, required=True, help="training history to write")
    options.add_argument("--state", type=Path, required=True, help="resumable state")
    options.add_argument("--code", default="", help="fingerprint of the code, part of the state")
    options.add_argument("--save-every", type=float, default=300, help="seconds between two saves")
    options.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    options.add_argument("--processes", type=int, default=1, help="processes that train together")
    return options


@contextmanager
def training_processes(arguments: Namespace) -> Iterator[tuple[torch.device, Workers]]:
    """This process' device and its place among the others; ends the process if asked to stop."""
    start_workers(arguments.processes)
    device = pick_device(arguments.device)
    torch.set_num_threads(max(threads() // arguments.processes, 1))
    keep_freed_memory()
    with workers(device) as group:
        try:
            yield device, group
        except Interrupted as interrupted:
            group.say(str(interrupted))
            sys.exit(EXIT_INTERRUPTED)


def introduce(name: str, model: nn.Module, trials: Sequence[int], group: Workers) -> None:
    """Say what is trained, and on how many trials of each session."""
    parameters = sum(parameter.numel() for parameter in model.parameters())
    group.say(
        f"{name}: {parameters:,} parameters, {sum(trials)} trials of {len(trials)} session(s), on "
        f"{group.size} {next(model.parameters()).device.type}"
    )


def train_and_save(
    task: Task[Batch, Chosen],
    description: dict[str, Any],
    arguments: Namespace,
    made_from: Sequence[Path],
    group: Workers,
    *more: str,
) -> None:
    """Train a task's model, and write its weights, which carry their `description`, and history.

    A state saved by an earlier try is continued if it is of the same settings, code, and bytes of
    the files that the run is `made_from`, and of the same `more`.

    Raises NeurodagError where another process works on that state.
    """
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in made_from]
    run = [arguments.settings.model_dump_json(), *more, arguments.code, *sorted(digests)]
    with claimed(arguments.state) if group.first else nullcontext():
        fitted = fit(
            task,
            arguments.settings.training,
            seed=arguments.seed,
            state=arguments.state,
            save_every=arguments.save_every,
            run=" ".join(run),
            workers=group,
        )
        if group.first:
            save_netcdf(fitted.history, arguments.history)
            save_weights(fitted.weights, description, arguments.weights)
            remove_state(arguments.state)
