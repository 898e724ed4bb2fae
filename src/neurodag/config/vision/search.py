"""A search for hyperparameters of the vision transformer (V1T paper, Table A.2)."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, get_args

from pydantic import Strict, model_validator

from neurodag.config.base import (
    Count,
    Dropout,
    Folds,
    Name,
    NonNegative,
    OrNull,
    Positive,
    Seed,
    Settings,
    Several,
)
from neurodag.config.vision.cores import Tokens
from neurodag.config.vision.network import VisionNetwork
from neurodag.config.vision.training import VisionTraining

Counts = Annotated[tuple[Count, Count], Strict(False)]
Dropouts = Annotated[tuple[Dropout, Dropout], Strict(False)]
Weights = Annotated[tuple[NonNegative, NonNegative], Strict(False)]
Rates = Annotated[tuple[Positive, Positive], Strict(False)]


class Space(Settings):
    """Keys of a network with what they may be: the lowest and the highest value, or choices."""

    @model_validator(mode="after")
    def _from_low_to_high(self) -> "Space":
        for key, values in self:
            if is_range(values) and values[0] > values[1]:
                raise ValueError(
                    f"{key} goes from {values[0]} to {values[1]}; give the lowest value first."
                )
        return self


def is_range(values: Any) -> bool:
    """Whether these are the lowest and the highest number, and not choices."""
    return isinstance(values, tuple) and not isinstance(values[0], str)


class CoreSpace(Space):
    """Keys of a ViT core; null leaves a key as the network has it."""

    tokens: OrNull[Several[Tokens]] = get_args(Tokens)
    """Choices."""
    patch: OrNull[Counts] = (2, 16)
    """Lowest and highest; never larger than the image."""
    stride: OrNull[Counts] = (1, 16)
    """Lowest and highest; never larger than the patch."""
    patch_dropout: OrNull[Dropouts] = (0.0, 0.5)
    """Lowest and highest."""
    blocks: OrNull[Counts] = (1, 8)
    """Lowest and highest."""
    heads: OrNull[Counts] = (1, 12)
    """Lowest and highest."""
    width: OrNull[Counts] = (8, 1024)
    """Lowest and highest."""
    feedforward: OrNull[Counts] = (8, 1024)
    """Lowest and highest."""
    attention_dropout: OrNull[Dropouts] = (0.0, 0.5)
    """Lowest and highest."""
    feedforward_dropout: OrNull[Dropouts] = (0.0, 0.5)
    """Lowest and highest."""
    stochastic_depth: OrNull[Dropouts] = (0.0, 0.5)
    """Lowest and highest."""
    l1: OrNull[Weights] = (0.0, 1.0)
    """Lowest and highest."""


class ReadoutSpace(Space):
    """Keys of the readout; null leaves a key as the network has it."""

    position_layers: OrNull[Counts] = (1, 4)
    """Lowest and highest."""
    position_units: OrNull[Counts] = (2, 128)
    """Lowest and highest; in between, every second number."""
    initial_bias: OrNull[Several[Literal["zero", "mean_response"]]] = ("zero", "mean_response")
    """Choices."""
    l1: OrNull[Weights] = (0.0, 1.0)
    """Lowest and highest."""


class TrainingSpace(Space):
    """Keys of the training; null leaves a key as the network has it."""

    learning_rate: OrNull[Rates] = (1e-4, 5e-3)
    """Lowest and highest."""


class SearchSpace(Settings):
    """What is searched; all of it is Table A.2."""

    core: CoreSpace = CoreSpace()
    readout: ReadoutSpace = ReadoutSpace()
    training: TrainingSpace = TrainingSpace()

    def searched(self) -> Iterator[tuple[str, str, tuple[Any, ...]]]:
        """Part, key, and what it may be, of every key that is searched."""
        for part, space in self:
            yield from ((part, key, values) for key, values in space if values is not None)


class VisionSearch(Settings):
    """Trials of other hyperparameters, which Optuna chooses by its tree-structured Parzen
    estimator, and Hyperband ends early. The trial with the highest validation correlation wins."""

    cohort: Name
    """Animals that every trial is trained on."""
    network: Name
    """Network that the search begins with: what is not searched, it decides. Its core is a ViT."""
    trials: Count = 200
    """Trials in all; when there are to be more, the search goes on."""
    workers: Count = 4
    """Jobs that work at the trials at the same time, each at one."""
    seed: Seed = 1
    """Of what is chosen, and of every trial's training."""
    random_trials: Count = 10
    """Trials of each bracket of Hyperband that are chosen at random, before others follow."""
    epochs: Count = 100
    """Most epochs of a trial."""
    least_epochs: Count = 4
    """Epochs after which the first trials are ended."""
    reduction: Folds = 3
    """One in so many trials goes on, for so many times the epochs."""
    most_tokens: OrNull[Count] = None
    """Most patches of an image: patch and stride are chosen so that there are no more, which
    limits memory and time. Null: no limit."""
    space: SearchSpace = SearchSpace()

    @model_validator(mode="after")
    def _epochs_to_reduce(self) -> "VisionSearch":
        if self.least_epochs > self.epochs:
            raise ValueError(
                f"least_epochs is {self.least_epochs}, but a trial has {self.epochs} epochs; give "
                "at most as many."
            )
        return self

    def problems(self, network: VisionNetwork) -> Iterator[str]:
        """Why the search cannot begin with this network, a sentence each."""
        core, smallest = network.core, min(network.size)
        if core.kind != "vit":
            yield (
                f"search.network names {self.network}, whose core is of the kind {core.kind}; the "
                "search is for cores of the kind vit."
            )
        elif self.space.core.patch and self.space.core.patch[0] > smallest:
            yield (
                f"search.space.core.patch begins with {self.space.core.patch[0]} pixels, but "
                f"images have {smallest}; give a lower value first."
            )


class SearchedRun(Settings):
    """What the result of a search depends on, besides its sessions."""

    search: VisionSearch
    network: VisionNetwork
    training: VisionTraining
