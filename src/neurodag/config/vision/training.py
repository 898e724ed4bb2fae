"""How a network from images to responses is trained (V1T paper, section 4.2)."""

from typing import Literal

from neurodag.config.base import (
    Count,
    CountOrZero,
    Flag,
    NonNegative,
    OrNull,
    Positive,
    Settings,
    Share,
)
from neurodag.config.vision.network import VisionNetwork


class VisionTraining(Settings):
    """One update adds up the gradients of a batch from every animal."""

    epochs: Count = 400
    """Most passes over the training trials of the animal with most of them."""
    batch_size: Count = 16
    """Trials of each animal in an update."""
    learning_rate: Positive = 1.647e-3
    """At the beginning."""
    second_moment: Share = 0.9999
    """Decay of AdamW's averages of squared gradients."""
    weight_decay: NonNegative = 0.0
    """Decoupled weight decay of AdamW."""
    patience: Count = 10
    """Epochs in a row without a better validation score that are waited; after one more, the
    learning rate is reduced."""
    reduction: Share = 0.3
    """What the learning rate is multiplied by."""
    reductions: CountOrZero = 2
    """Reductions in a row without a better score, after which training ends."""
    epsilon: Positive = 1.1920929e-7
    """Added to responses and predictions before the Poisson loss; the paper: 1e-8."""
    precision: Literal["float32", "bfloat16"] = "float32"
    """Arithmetic of matrix products; weights and optimiser stay in float32."""
    compile: Flag = False
    """Compile the core with torch.compile."""


class VisionRun(Settings):
    """What a training run's result depends on, besides its sessions and seed."""

    network: VisionNetwork
    training: VisionTraining = VisionTraining()
    samples: OrNull[Count] = None
    """Training trials of each animal, drawn by the seed; null: all."""
