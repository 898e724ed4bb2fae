"""Cores: what animals share on the way from an image to their units (V1T paper, section 4.1)."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from neurodag.config.base import Count, Dropout, Flag, NonNegative, Settings

Tokens = Literal["sliding_window", "convolution", "shifted", "compact"]
"""Ways from an image to patches: a window and a linear layer, one convolution, shifted patch
tokenization (SPT), compact convolutional tokenizer (CCT)."""


class ViTCore(Settings):
    """Vision transformer; with behaviour in every block, V1T (Table A.2)."""

    kind: Literal["vit"]
    behavior: Literal["none", "channels", "blocks"] = "blocks"
    """How behaviour enters: not at all, as channels of the image, or through an MLP in each
    block."""
    tokens: Tokens = "sliding_window"
    """How the image is cut into patches."""
    patch: Count = 8
    """Height and width of a patch, in pixels."""
    stride: Count = 1
    """Pixels from one patch to the next."""
    patch_dropout: Dropout = 0.0229
    """Dropout of patches' embeddings."""
    blocks: Count = 4
    """Transformer blocks."""
    heads: Count = 4
    """Attention heads, each of the full width."""
    width: Count = 155
    """Dimension of a token, and of a head."""
    feedforward: Count = 488
    """Hidden units of each block's MLP."""
    attention_dropout: Dropout = 0.2544
    """Dropout of attention weights and of their projection."""
    feedforward_dropout: Dropout = 0.2544
    """Dropout in each block's MLP."""
    behavior_units: Count = 77
    """Hidden units of each block's behaviour MLP; the paper: as many as `width`."""
    behavior_dropout: Dropout = 0.0
    """Dropout between the two layers of each block's behaviour MLP."""
    stochastic_depth: Dropout = 0.0
    """Probability with which a block's attention or MLP is left out for an image."""
    local_attention: Flag = False
    """Locality self-attention (LSA): no token sees itself, and the temperature is learned."""
    l1: NonNegative = 0.5379
    """Weight of the sum of all weights' absolute values."""

    @model_validator(mode="after")
    def _strides_overlap(self) -> "ViTCore":
        if self.stride > self.patch:
            raise ValueError(
                f"stride {self.stride} is larger than the patch, {self.patch}, so that pixels "
                f"between patches would be lost; give {self.patch} or less."
            )
        return self


class CNNCore(Settings):
    """Convolutional core of the Sensorium baseline; linear, it makes the LN model."""

    kind: Literal["cnn"]
    behavior: Literal["none", "channels"] = "channels"
    """How behaviour enters: not at all, or as channels of the image."""
    layers: Count = 4
    """Convolutions; those after the first are depth-separable."""
    channels: Count = 64
    """Filters of each layer."""
    first_kernel: Count = 9
    """Height and width of the first layer's filters, in pixels."""
    kernel: Count = 7
    """Height and width of the others'."""
    linear: Flag = False
    """Without nonlinearities."""
    smoothness: NonNegative = 6.3831
    """Weight of the first layer's Laplacian, relative to the size of its filters."""


Core = Annotated[ViTCore | CNNCore, Field(discriminator="kind")]
