"""What pretraining, fine-tuning and training on one session have in common."""

import hashlib
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, get_args

import torch

from neurodag.command import parser, threads
from neurodag.config import Run, Scheme
from neurodag.errors import ConfigError
from neurodag.files import save_netcdf
from neurodag.masking import MTM_SCHEMES
from neurodag.models.build import Network, build_network
from neurodag.models.weights import save_weights
from neurodag.training.devices import pick_device, seed_everything
from neurodag.training.fit import fit
from neurodag.training.interrupt import EXIT_INTERRUPTED, Interrupted
from neurodag.training.masked import MaskedModelling
from neurodag.training.recordings import Recording
from neurodag.training.state import remove_state
from neurodag.training.workers import Workers, start_workers, workers


def training_options(description: str | None) -> ArgumentParser:
    """The options of every script that trains, beside those that name what is trained on."""
    options = parser(description)
    options.add_argument("--scheme", choices=get_args(Scheme), required=True)
    options.add_argument("--seed", type=int, required=True)
    options.add_argument("--settings", type=Run.model_validate_json, required=True)
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
    with workers(device) as group:
        try:
            yield device, group
        except Interrupted as interrupted:
            group.say(str(interrupted))
            sys.exit(EXIT_INTERRUPTED)


def describe(recordings: Mapping[str, Recording], arguments: Namespace) -> dict[str, Any]:
    """What a network is, and how it is trained: all that stands beside its weights.

    Raises ConfigError where a network for one session is asked to learn several.
    """
    settings: Run = arguments.settings
    if settings.architecture == "ndt1" and len(recordings) > 1:
        raise ConfigError(
            f"The architecture ndt1 is for one session, not for {len(recordings)}; give one "
            "session, or the architecture ndt1_stitch or ndt2."
        )
    (bins,) = {recording.bins for recording in recordings.values()}
    return {
        "sessions": {session: recording.units for session, recording in recordings.items()},
        "bins": bins,
        "prompts": len(MTM_SCHEMES) if arguments.scheme == "mtm_prompted" else 0,
        "scheme": arguments.scheme,
        "seed": arguments.seed,
        "mask_ratio": settings.masking.ratio,
        **settings.model_dump(mode="json"),
    }


def new_network(description: dict[str, Any]) -> Network:
    """The network of a description, its first weights drawn from the description's seed."""
    seed_everything(description["seed"], "weights")
    return build_network(description)


def train(
    network: Network,
    description: dict[str, Any],
    recordings: Mapping[str, Recording],
    arguments: Namespace,
    made_from: Sequence[Path],
    group: Workers,
) -> None:
    """Train `network` on `recordings`, and write its weights and its history.

    A state saved by an earlier try is continued if it is of the same settings, code, and bytes of
    the files that the run is `made_from`.
    """
    settings: Run = arguments.settings
    task = MaskedModelling(network, recordings, settings.training, arguments.seed, group)
    parameters = sum(parameter.numel() for parameter in network.parameters())
    trials = sum(len(recording.train) for recording in recordings.values())
    group.say(
        f"{arguments.scheme}: {parameters:,} parameters, {trials} trials of {len(recordings)} "
        f"session(s), on {group.size} {next(network.parameters()).device.type}"
    )
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in made_from]
    run = [settings.model_dump_json(), arguments.scheme, arguments.code, *sorted(digests)]
    fitted = fit(
        task,
        settings.training,
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
