"""The networks of MtM: sizes are the authors' (paper sections 2.2, 5.1 and A.3)."""

from typing import Literal

from pydantic import model_validator

from neurodag.config.base import Count, Dropout, Flag, Settings, check_heads

Architecture = Literal["ndt1", "ndt1_stitch", "ndt2"]
"""Networks of the paper: `ndt1` for one session, `ndt1_stitch` and `ndt2` for any number."""


class Transformer(Settings):
    """What the networks have in common (paper sections 5.1 and A.3; sizes are the authors')."""

    blocks: Count = 5
    """Transformer blocks."""
    width: Count = 512
    """Dimension of a token."""
    heads: Count = 8
    """Attention heads; must divide the width."""
    feedforward: Count = 1024
    """Hidden units of each block's MLP."""
    embedding_factor: Count = 2
    """Hidden units of the input embedding, as a multiple of its inputs."""
    embedding_dropout: Dropout = 0.2
    """Dropout of tokens before the first block."""
    dropout: Dropout = 0.4
    """Dropout of attention weights, of attention outputs and of MLP outputs."""

    @model_validator(mode="after")
    def _heads_share_width(self) -> "Transformer":
        check_heads(self.width, self.heads)
        return self


class NDT1(Transformer):
    """Neural data transformer: one token a time bin (paper section 5.1; sizes are the authors')."""


class NDT1Stitch(Transformer):
    """NDT1 for many sessions: each has its own way in and out (paper section 2.2)."""

    channels: Count = 668
    """What the units of every session are projected onto."""
    session_token: Flag = True
    """A learned token says of which session the trial is."""


class NDT2(Transformer):
    """Neural data transformer 2: a token is a few units in one time bin (paper section 2.2)."""

    patch: Count = 128
    """Units of a token: neighbours in the session's order."""
    patches: Count = 8
    """Tokens of a bin that there are positions for; no session may need more."""
    session_token: Flag = True
    """A learned token says of which session the trial is."""


MODELS: dict[Architecture, type[Transformer]] = {
    "ndt1": NDT1,
    "ndt1_stitch": NDT1Stitch,
    "ndt2": NDT2,
}
"""Settings of each architecture."""
