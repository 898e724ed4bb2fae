"""NDT2: a token is a patch of units in one time bin (MtM paper, sections 2.2 and 5.1)."""

from collections.abc import Mapping
from functools import cache

import torch
from torch import Tensor, nn
from torch.nn import functional

from neurodag import config
from neurodag.errors import ConfigError
from neurodag.models.encoder import embedding
from neurodag.models.many_sessions import ManySessions
from neurodag.nn.linear import own_outputs


class NDT2(ManySessions):
    """The units of a session, in its order, are cut into patches; each bin of each is a token.

    The last patch is filled up with zeros, on which no output depends, and what is predicted for
    the filling is dropped. All parameters are shared but the session's token.
    """

    def __init__(
        self, units: Mapping[str, int], bins: int, settings: config.NDT2, prompts: int = 0
    ) -> None:
        """For trials of `bins` bins; `units` of each session; `prompts` 0 for no prompt token.

        Raises ConfigError for a session of more patches than there are positions for.
        """
        super().__init__(units, settings, prompts)
        width = settings.width
        self.units = dict(units)
        self.patch = settings.patch
        for session, number in units.items():
            if (needed := -(-number // self.patch)) > settings.patches:
                raise ConfigError(
                    f"Session {session} has {number} units, which are {needed} patches of "
                    f"{self.patch}, but NDT2 has positions for {settings.patches}; set "
                    f"mtm.ndt2.model.patches to {needed} or more."
                )
        self.embed_patch = embedding(settings.patch, settings)
        self.space = nn.Embedding(settings.patches, width)
        self.space_norm = nn.LayerNorm(width)
        self.time = nn.Embedding(bins, width)
        self.time_norm = nn.LayerNorm(width)
        self.readout = nn.Linear(width, settings.patch)

    def embed(self, counts: Tensor, session: str) -> Tensor:
        filled = functional.pad(counts, (0, -counts.shape[-1] % self.patch))
        return self.embed_patch(filled.unflatten(-1, (-1, self.patch)))

    def encode(
        self, tokens: Tensor, session: str, *, prompt: int | None = None, causal: bool = False
    ) -> Tensor:
        """`tokens (trial, time, patch, width)` in the context of their trial, of the same shape."""
        bins, patches = tokens.shape[1:3]
        space = self.space_norm(self.space.weight[:patches])
        time = self.time_norm(self.time.weight[:bins])
        placed = (tokens + space + time[:, None]).flatten(1, 2)
        before = self.before(session, prompt)
        seen = no_later_bin(len(before), bins, patches, tokens.device) if causal else None
        return self.encoder(placed, before, seen=seen).unflatten(1, (bins, patches))

    def read(self, encoded: Tensor, session: str) -> Tensor:
        return self.readout(encoded).flatten(-2)[..., : self.units[session]]

    def read_own(self, encoded: Tensor, units: Tensor, session: str) -> Tensor:
        rows = torch.arange(len(units), device=units.device)
        own_patch = encoded[rows, :, units // self.patch]
        return own_outputs(self.readout, own_patch, units % self.patch)


@cache
def no_later_bin(before: int, bins: int, patches: int, device: torch.device) -> Tensor:
    """What each token sees, `(token, token)`, where none sees a later bin.

    Tokens see all patches of their own bin and of earlier ones. Each of the first `before` tokens
    counts as a bin before the trial: all others see it, and it sees nothing of the trial. Kept, so
    that a training step does not make it again; fused attention on a GPU needs no other memory that
    is quadratic in the tokens.
    """
    trial = torch.arange(bins).repeat_interleave(patches)
    bin_ = torch.cat([torch.arange(-before, 0), trial])
    return (bin_ <= bin_[:, None]).to(device)
