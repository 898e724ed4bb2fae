"""Networks that forecast fluorescence (QuantFormer paper, sections 3 and 4.2)."""

from typing import Literal

from pydantic import model_validator

from neurodag.config.base import (
    Count,
    Dropout,
    Flag,
    NonNegative,
    OrNull,
    Settings,
    Share,
    check_heads,
)


class Transformer(Settings):
    """Blocks of the encoder; the decoder has as many."""

    blocks: Count = 6
    """Transformer blocks."""
    width: Count = 128
    """Dimension of a token, and of a code."""
    heads: Count = 8
    """Attention heads; must divide the width."""
    feedforward_factor: Count = 4
    """Hidden units of each block's MLP, as a multiple of the width."""
    residual_scores: Flag = True
    """Attention scores of a block are added to those of the next, as in the authors' code."""
    dropout: Dropout = 0.0
    """Dropout of attention weights, of attention outputs and of MLP outputs."""

    @model_validator(mode="after")
    def _heads_share_width(self) -> "Transformer":
        check_heads(self.width, self.heads)
        return self


class Quantizer(Settings):
    """Vector quantization with the improvements of Huh et al. (2023)."""

    codes: Count = 32
    """Codes of the codebook."""
    codebook_weight: NonNegative = 1.0
    """Weight of the squared distance that draws codes to tokens."""
    commitment_weight: NonNegative = 1.0
    """Weight of the squared distance that draws tokens to their codes."""
    affine_rate: NonNegative = 10.0
    """Learning rate of the codebook's common scale and bias, as a multiple of that of the codes;
    0: without them."""
    synchrony: NonNegative = 0.2
    """Share of the reconstruction's gradient that codes are given besides the encoder."""
    replace_after: Count = 20
    """Batches without use after which a code is replaced by a token of the batch."""
    replacement_noise: NonNegative = 0.01
    """Standard deviation of the noise on such a token, as a share of the token's length."""


class PatchMasking(Settings):
    """Which patches are hidden in pre-training."""

    share: Share = 0.2
    """Share of the patches that is hidden."""
    draw: Literal["bernoulli", "fixed"] = "bernoulli"
    """Each patch by itself, or as many in every observation, as the authors' code does."""


class ForecastNetwork(Settings):
    """The network of pre-training; encoders of the downstream tasks begin as its encoder."""

    patch: Count = 16
    """Frames of a patch."""
    transformer: Transformer = Transformer()
    quantizer: OrNull[Quantizer] = Quantizer()
    """`null`: the decoder is given tokens as they are (AE of Table 3)."""


class Downstream(Settings):
    """How the pre-trained encoder becomes that of a task (section 3.4)."""

    tune: Literal["all", "prompts"] = "all"
    """What learns: the whole encoder, or only the tokens before the patches, and the head."""
    unit_token: Flag = True
    """A learned token says of which unit the observation is (Table 3)."""
    head: Literal["mlp", "linear"] = "mlp"
    """What makes a forecast of tokens; the authors' code: a linear layer."""
