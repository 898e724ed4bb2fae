"""From patches to tokens that know of each other, and back (section 3.3)."""

import torch
from torch import Tensor, nn

from neurodag.config import forecast as config
from neurodag.models.forecast.transformer import Transformer

FIRST_POSITION = 0.02
"""Entries of positions begin between this and its negative."""


class Encoder(nn.Module):
    """Each patch becomes a token at its position; a hidden one becomes [MASK] at its position."""

    def __init__(self, patches: int, settings: config.ForecastNetwork) -> None:
        """For at most so many patches."""
        super().__init__()
        self.embedding = nn.Linear(settings.patch, settings.transformer.width)
        self.mask = nn.Parameter(torch.zeros(settings.transformer.width))
        self.position = first_positions(patches, settings)
        self.transformer = Transformer(settings.transformer)

    def forward(
        self, patches: Tensor, hidden: Tensor | None = None, before: Tensor | None = None
    ) -> Tensor:
        """Tokens `(observation, token, width)` of `patches (observation, patch, frame)`.

        `hidden (observation, patch)`: true where the encoder sees [MASK] instead. What is `before
        (observation, prompt, width)` comes out before the patches; it carries no position.
        """
        return self.transformer(self.tokens(patches, hidden, before))

    def attention(
        self, patches: Tensor, hidden: Tensor | None = None, before: Tensor | None = None
    ) -> Tensor:
        """As `Transformer.attention`, of what `forward` is given."""
        return self.transformer.attention(self.tokens(patches, hidden, before))

    def tokens(self, patches: Tensor, hidden: Tensor | None, before: Tensor | None) -> Tensor:
        """What the first block is given."""
        tokens = self.embedding(patches)
        if hidden is not None:
            tokens = torch.where(hidden[..., None], self.mask.to(tokens), tokens)
        tokens = tokens + self.position[: patches.shape[1]]
        return tokens if before is None else torch.cat([before.to(tokens), tokens], dim=1)


class Decoder(nn.Module):
    """Each vector, in the context of the others, becomes a patch."""

    def __init__(self, patches: int, settings: config.ForecastNetwork) -> None:
        super().__init__()
        self.position = first_positions(patches, settings)
        self.transformer = Transformer(settings.transformer)
        self.out = nn.Linear(settings.transformer.width, settings.patch)

    def forward(self, vectors: Tensor) -> Tensor:
        """`(observation, patch, width)` to patches `(observation, patch, frame)`."""
        return self.out(self.transformer(vectors + self.position))


def first_positions(patches: int, settings: config.ForecastNetwork) -> nn.Parameter:
    positions = torch.empty(patches, settings.transformer.width)
    return nn.Parameter(positions.uniform_(-FIRST_POSITION, FIRST_POSITION))
