"""What pretraining, fine-tuning and training on one session have in common (MtM)."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from neurodag.config import Run, Scheme
from neurodag.errors import ConfigError
from neurodag.masking import MTM_SCHEMES
from neurodag.models.build import Network, build_network
from neurodag.training.devices import seed_everything
from neurodag.training.masked import MaskedModelling
from neurodag.training.recordings import Recording
from neurodag.training.script import introduce, options_of_training, train_and_save
from neurodag.training.workers import Workers


def training_options(description: str | None) -> ArgumentParser:
    """The options of these scripts, beside those that name what is trained on."""
    options = options_of_training(description, Run)
    options.add_argument("--scheme", choices=get_args(Scheme), required=True)
    return options


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
    """Train `network` on `recordings` as `train_and_save` does."""
    settings: Run = arguments.settings
    task = MaskedModelling(network, recordings, settings.training, arguments.seed, group)
    trials = [len(recording.train) for recording in recordings.values()]
    introduce(arguments.scheme, network, trials, group)
    train_and_save(task, description, arguments, made_from, group, arguments.scheme)
