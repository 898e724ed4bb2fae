"""Forecasters that QuantFormer is compared with (section 4.2); sizes are those of the authors' runs
where they ran them, and else of each method's own paper."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from neurodag.config.base import Count, Dropout, Flag, Settings, check_heads


class Persistence(Settings):
    """The last frame before the onset goes on."""

    kind: Literal["persistence"]


class Mean(Settings):
    """What a unit does on average."""

    kind: Literal["mean"]
    over: Literal["baseline", "responses", "responses_to_stimulus"] = "baseline"
    """Frames of the same baseline; or frame by frame, the unit's responses in training, to all
    stimuli or to the same."""


class NLinear(Settings):
    """One linear layer from the baseline to the response, both less the last frame before the
    onset (Zeng et al. 2023)."""

    kind: Literal["nlinear"]
    each_unit: Flag = False
    """Each unit has a layer of its own, or all have the same."""


class LSTM(Settings):
    """Recurrent network that reads its own forecasts."""

    kind: Literal["lstm"]
    layers: Count = 2
    """LSTM layers."""
    width: Count = 128
    """Hidden units of a layer."""
    dropout: Dropout = 0.1
    """Dropout between layers."""


class Attending(Settings):
    """What networks with attention have in common."""

    width: Count = 128
    """Dimension of a token."""
    heads: Count = 8
    """Attention heads; must divide the width."""
    dropout: Dropout = 0.0
    """Dropout of what attention and MLPs add to tokens."""

    @model_validator(mode="after")
    def _heads_share_width(self) -> "Attending":
        check_heads(self.width, self.heads)
        return self


class FrameTokens(Attending):
    """What Autoformer and Informer have in common: a token is one frame of all units."""

    encoder_blocks: Count = 3
    """Blocks that read the baseline."""
    decoder_blocks: Count = 1
    """Blocks that write the response."""
    feedforward: Count = 512
    """Hidden units of each block's MLP."""
    factor: Count = 10
    """How many delays (Autoformer) or queries (Informer) count: so many times the logarithm of the
    frames."""


class Autoformer(FrameTokens):
    """Series decomposition and auto-correlation (Wu et al. 2021)."""

    kind: Literal["autoformer"]
    context_frames: Count = 48
    """Last frames of the baseline that the decoder begins with."""
    moving_average: Count = 3
    """Frames of the moving average that makes the trend."""


class Informer(FrameTokens):
    """Attention of few queries, and an encoder that halves its tokens (Zhou et al. 2021)."""

    kind: Literal["informer"]
    context_frames: Count = 64
    """Last frames of the baseline that the decoder begins with."""


class Crossformer(Attending):
    """Attention across time, then across units through routers (Zhang and Yan 2023)."""

    kind: Literal["crossformer"]
    patch: Count = 16
    """Frames of a token."""
    merged: Count = 4
    """Neighbouring tokens that become one between blocks of the encoder."""
    blocks: Count = 3
    """Blocks of the encoder."""
    routers: Count = 10
    """Tokens through which units see each other."""
    feedforward: Count = 1024
    """Hidden units of each block's MLPs."""


class PatchTST(Attending):
    """Attention over patches of a single unit (Nie et al. 2023)."""

    kind: Literal["patchtst"]
    patch: Count = 16
    """Frames of a token."""
    stride: Count = 8
    """Frames from one patch to the next."""
    blocks: Count = 3
    """Transformer blocks."""
    heads: Count = 16
    """Attention heads; must divide the width."""
    feedforward_factor: Count = 2
    """Hidden units of each block's MLP, as a multiple of the width."""
    dropout: Dropout = 0.2
    """Dropout of attention weights and of what attention and MLPs add."""

    @model_validator(mode="after")
    def _strides_overlap(self) -> "PatchTST":
        if self.stride > self.patch:
            raise ValueError(
                f"stride {self.stride} is larger than the patch, {self.patch}, so that frames "
                f"between patches would be lost; give {self.patch} or less."
            )
        return self


class BrainLM(Attending):
    """Masked autoencoder over patches of all units, trained from scratch (Ortega Caro et al. 2023).

    Of the sizes of its published weights.
    """

    kind: Literal["brainlm"]
    patch: Count = 16
    """Frames of a token."""
    encoder_blocks: Count = 4
    """Blocks that read the baseline."""
    decoder_blocks: Count = 2
    """Blocks that fill in the response."""
    width: Count = 256
    """Dimension of a token."""
    heads: Count = 4
    """Attention heads; must divide the width."""
    feedforward: Count = 1024
    """Hidden units of each block's MLP."""
    dropout: Dropout = 0.1
    """Dropout of attention weights and of what attention and MLPs add."""


class POCO(Attending):
    """A small forecaster of single units, steered by the whole population (Duan et al. 2025)."""

    kind: Literal["poco"]
    patch: Count = 16
    """Frames of a token."""
    latents: Count = 8
    """Tokens that stand for the population."""
    blocks: Count = 1
    """Blocks in which these see each other."""
    heads: Count = 16
    """Attention heads; must divide the width."""
    hidden: Count = 1024
    """Hidden units of the forecaster."""
    dropout: Dropout = 0.2
    """Dropout of what attention and MLPs add to tokens."""


Competitor = Annotated[
    Persistence
    | Mean
    | NLinear
    | LSTM
    | Autoformer
    | Informer
    | Crossformer
    | PatchTST
    | BrainLM
    | POCO,
    Field(discriminator="kind"),
]
