"""Self-attention with heads as wide as the tokens."""

import math
from functools import cache

import torch
from torch import Tensor, nn

from neurodag.nn.attention import attention_weights
from neurodag.nn.blockwise_attention import attend
from neurodag.nn.dropout import Dropout


class WideAttention(nn.Module):
    """Each head has the full width of a token; dropout acts on the weights and on what comes out.

    `local` makes it the locality self-attention of Lee et al. (2021): no token sees itself, and
    each head learns the scale of its scores, which begins with the usual 1 / √width.
    """

    def __init__(self, width: int, heads: int, drop: float = 0.0, local: bool = False) -> None:
        super().__init__()
        self.heads = heads
        self.drop = drop
        self.query_key_value = nn.Linear(width, 3 * heads * width, bias=False)
        self.scale = nn.Parameter(torch.full((heads, 1, 1), width**-0.5)) if local else None
        self.out = nn.Linear(heads * width, width)
        self.dropout = Dropout(drop)

    def forward(self, x: Tensor) -> Tensor:
        """`(trial, token, width)` to the same."""
        query, key, value = self.split_heads(x)
        drop = self.drop if self.training else 0.0
        heads = attend(query, key, value, seen=self.seen(x), drop=drop)
        return self.dropout(self.out(heads.transpose(1, 2).flatten(2)))

    def weights(self, x: Tensor) -> Tensor:
        """What each token looks at, `(trial, head, token, token)`; rows sum to one."""
        query, key, _ = self.split_heads(x)
        return attention_weights(query, key, seen=self.seen(x))

    def split_heads(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Query, key and value, each `(trial, head, token, width)`."""
        projected = self.query_key_value(x).unflatten(-1, (3, self.heads, -1))
        query, key, value = (part.transpose(1, 2) for part in projected.unbind(2))
        if self.scale is not None:  # attention will divide by √width
            query = query * (self.scale * math.sqrt(x.shape[-1]))
        return query, key, value

    def seen(self, x: Tensor) -> Tensor | None:
        return None if self.scale is None else others(x.shape[1], x.device)


@cache
def others(tokens: int, device: torch.device) -> Tensor:
    """True where the token of the row is not that of the column; kept for the next step."""
    return ~torch.eye(tokens, dtype=torch.bool, device=device)
