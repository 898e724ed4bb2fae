"""What training and transfer of networks from images to responses have in common."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from neurodag.config.vision import VisionRun
from neurodag.models.vision.network import VisionNetwork
from neurodag.training.devices import seed_everything
from neurodag.training.script import introduce, options_of_training, train_and_save
from neurodag.training.vision.recordings import Recording
from neurodag.training.vision.task import ImageResponses
from neurodag.training.workers import Workers


def training_options(description: str | None) -> ArgumentParser:
    """The options of these scripts."""
    options = options_of_training(description, VisionRun)
    options.add_argument(
        "--sessions", type=Path, nargs="+", required=True, help="session files with splits"
    )
    options.add_argument(
        "--gray", action="store_true", help="average the channels of standardised images"
    )
    return options


def describe(recordings: Mapping[str, Recording], arguments: Namespace) -> dict[str, Any]:
    """What a network is, and how it is trained: all that stands beside its weights."""
    return {
        "sessions": {
            session: recording.animal.described() for session, recording in recordings.items()
        },
        "seed": arguments.seed,
        "gray": arguments.gray,
        **arguments.settings.model_dump(mode="json"),
    }


def new_network(recordings: Mapping[str, Recording], arguments: Namespace) -> VisionNetwork:
    """A network of these animals, its first weights drawn from the seed."""
    seed_everything(arguments.seed, "weights")
    animals = {session: recording.animal for session, recording in recordings.items()}
    return VisionNetwork(animals, arguments.settings.network)


def train(
    network: VisionNetwork,
    description: dict[str, Any],
    recordings: Mapping[str, Recording],
    arguments: Namespace,
    made_from: Sequence[Path],
    group: Workers,
) -> None:
    """Train `network` on `recordings` as `train_and_save` does."""
    settings: VisionRun = arguments.settings
    task = ImageResponses(network, recordings, settings.training, group)
    trials = [len(recording.train) for recording in recordings.values()]
    introduce(settings.network.core.kind, network, trials, group)
    more = ["gray"] if arguments.gray else []
    train_and_save(task, description, arguments, made_from, group, *more)
