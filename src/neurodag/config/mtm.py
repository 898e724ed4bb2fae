"""The experiments of MtM (multi-task masking of spikes across brain regions)."""

from typing import Literal

from pydantic import model_validator

from neurodag.config.base import (
    Count,
    Dropout,
    Flag,
    Name,
    NonNegative,
    Positive,
    Seed,
    Settings,
    Several,
    Share,
)
from neurodag.config.evaluation import Evaluation
from neurodag.config.studies import Scheme, Studies

__all__ = ["NDT1", "Masking", "MtM", "Scheme", "Training"]


class NDT1(Settings):
    """Neural data transformer: one token a time bin (paper section 5.1; sizes are the authors')."""

    blocks: Count = 5
    """Transformer blocks."""
    width: Count = 512
    """Dimension of a token."""
    heads: Count = 8
    """Attention heads; must divide the width."""
    feedforward: Count = 1024
    """Hidden units of each block's MLP."""
    embedding_factor: Count = 2
    """Hidden units of the input embedding, as a multiple of the session's units."""
    embedding_dropout: Dropout = 0.2
    """Dropout of tokens before the first block."""
    dropout: Dropout = 0.4
    """Dropout of attention weights, of attention outputs and of MLP outputs."""

    @model_validator(mode="after")
    def _heads_share_width(self) -> "NDT1":
        if self.width % self.heads:
            nearest = max(round(self.width / self.heads), 1) * self.heads
            raise ValueError(
                f"width {self.width} cannot be shared by {self.heads} heads; give a multiple of "
                f"heads, such as {nearest}."
            )
        return self


class Masking(Settings):
    """What is hidden from the model in training (paper section 3.1, appendix A.4)."""

    ratio: Share = 0.3
    """Share of bins (temporal) or units (neuron, intra-region) that is masked."""
    causal_ratio: Share = 0.6
    """Share of bins that is masked under causal attention."""


class Training(Settings):
    """Optimisation of one run (paper section A.3)."""

    epochs: Count = 1000
    """Passes over the training trials."""
    batch_size: Count = 16
    """Trials in a batch."""
    learning_rate: Positive = 1e-4
    """Peak of the one-cycle cosine schedule."""
    weight_decay: NonNegative = 0.01
    """Decoupled weight decay of AdamW."""
    warmup: Share = 0.15
    """Share of all steps in which the learning rate rises."""
    selection_units: Count = 50
    """Most active units whose validation R² selects the weights that are kept."""
    validation_interval: Count = 1
    """Epochs between two validations."""
    precision: Literal["float32", "bfloat16"] = "float32"
    """Arithmetic of matrix products; weights and optimiser stay in float32."""
    compile: Flag = False
    """Compile the model with torch.compile."""


class MtM(Settings):
    """The experiments of the MtM paper."""

    dataset: Name
    """Name of the dataset that the studies are made on."""
    seeds: Several[Seed] = (42,)
    """Each run is trained once for every seed; tables and figures show the spread."""
    model: NDT1 = NDT1()
    masking: Masking = Masking()
    training: Training = Training()
    evaluation: Evaluation = Evaluation()
    studies: Studies = Studies()


class Run(Settings):
    """What a training run's result depends on, besides its session, scheme and seed."""

    model: NDT1 = NDT1()
    masking: Masking = Masking()
    training: Training = Training()
