"""How a network is trained, and all that the result of one run depends on."""

from typing import Any, Literal

from pydantic import Field, SerializeAsAny, ValidationInfo, field_validator

from neurodag.config.base import Count, Flag, NonNegative, Positive, Settings, Share
from neurodag.config.networks import MODELS, Architecture, Transformer


class Masking(Settings):
    """What is hidden from the model in training (paper section 3.1, appendix A.4)."""

    ratio: Share = 0.3
    """Share of bins (temporal), tokens (random-token) or units (neuron, intra-region) that is
    masked."""
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
    """Compile the transformer's blocks with torch.compile."""


class Run(Settings):
    """What a training run's result depends on, besides its sessions, scheme and seed."""

    architecture: Architecture = "ndt1"
    model: SerializeAsAny[Transformer] = Field(default_factory=dict, validate_default=True)
    """Settings of the architecture."""
    masking: Masking = Masking()
    training: Training = Training()

    @field_validator("model", mode="before")
    @classmethod
    def _of_architecture(cls, model: Any, info: ValidationInfo) -> Transformer:
        return MODELS[info.data.get("architecture", "ndt1")].model_validate(model)
