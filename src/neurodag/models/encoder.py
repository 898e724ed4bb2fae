"""What the networks of the MtM paper share: the embedding of counts, and the transformer."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from neurodag.config.networks import Transformer
from neurodag.nn.dropout import Dropout
from neurodag.nn.transformer import Block


def embedding(inputs: int, settings: Transformer) -> nn.Sequential:
    """Counts `(…, inputs)` to `(…, width)`."""
    hidden = settings.embedding_factor * inputs
    return nn.Sequential(
        nn.Linear(inputs, hidden), nn.Softsign(), nn.Linear(hidden, settings.width)
    )


class Encoder(nn.Module):
    """The tokens of a trial in the context of each other, and of a few that stand before them.

    Those before say what the trial itself does not (its session, the masking scheme). They carry no
    position. Where tokens see no later ones, these come first, so that nothing of the future
    reaches a token through them.
    """

    def __init__(self, settings: Transformer) -> None:
        super().__init__()
        self.dropout = Dropout(settings.embedding_dropout)
        blocks = [
            Block(settings.width, settings.heads, settings.feedforward, settings.dropout)
            for _ in range(settings.blocks)
        ]
        shrink_initial_weights(blocks)
        self.blocks = nn.ModuleList(blocks)
        self.norm = nn.LayerNorm(settings.width)

    def forward(
        self,
        tokens: Tensor,
        before: Sequence[Tensor] = (),
        *,
        causal: bool = False,
        seen: Tensor | None = None,
    ) -> Tensor:
        """`tokens (trial, token, width)` to the same; each of `before` is one token `(width,)`.

        `causal` and `seen` as in `Block`; rows and columns of `seen` begin with those of `before`.
        """
        first = [token.expand(len(tokens), 1, -1) for token in before]
        x = self.dropout(torch.cat([*first, tokens], dim=1))
        for block in self.blocks:
            x = block(x, causal, seen)
        return self.norm(x[:, len(first) :])


@torch.no_grad()
def shrink_initial_weights(blocks: list[Block]) -> None:
    """Scale down what each block adds, more so the more blocks there are."""
    scale = 0.67 * len(blocks) ** -0.25
    for block in blocks:
        value = block.attention.query_key_value.weight.chunk(3)[2]
        value *= scale * math.sqrt(2)
        block.attention.out.weight *= scale
        block.feedforward.up.weight *= scale
        block.feedforward.down.weight *= scale
