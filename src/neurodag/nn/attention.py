"""Multi-head self-attention."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from neurodag.nn.dropout import Dropout, dropout
from neurodag.nn.dropped_attention import dropped_attention, softmax

FEW_TOKENS = 256
"""Up to so many, a CPU drops the weights of all heads at once; of more, a few heads at a time."""


def attention_weights(
    query: Tensor, key: Tensor, causal: bool = False, seen: Tensor | None = None
) -> Tensor:
    """The softmax of the scaled products, `(…, tokens, tokens)`; rows sum to one."""
    return softmax(scaled(query), key, bias(query, causal, seen))


def scaled(query: Tensor) -> Tensor:
    return query / math.sqrt(query.shape[-1])


def bias(query: Tensor, causal: bool, seen: Tensor | None) -> Tensor | None:
    """What is added to the scores, `(tokens, tokens)`, so that each token sees what it may.

    To add it takes a CPU less time than to fill in the places that are not seen.
    """
    if causal:
        tokens = query.shape[-2]
        seen = torch.ones(tokens, tokens, dtype=torch.bool, device=query.device).tril()
    if seen is None:
        return None
    return torch.zeros_like(seen, dtype=query.dtype).masked_fill_(~seen, -torch.inf)


def attend(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    *,
    causal: bool = False,
    seen: Tensor | None = None,
    drop: float = 0.0,
) -> Tensor:
    """Attention `(batch, heads, tokens, width)`, its weights dropped with probability `drop`.

    `causal`: no token sees a later one; or `seen (tokens, tokens)`: true where the token of the row
    sees that of the column, which each row must have.
    """
    if drop and not query.is_cuda:
        # No fused kernel drops weights on a CPU, and PyTorch's own dropout is slow there.
        # (To compile, all at once is better: each part would be compiled for itself.)
        if query.shape[-2] > FEW_TOKENS and not torch.compiler.is_compiling():
            added = bias(query, causal, seen)
            return dropped_attention(scaled(query), key, value, added, drop)
        return dropout(attention_weights(query, key, causal, seen), drop) @ value
    return functional.scaled_dot_product_attention(
        query, key, value, attn_mask=seen, dropout_p=drop, is_causal=causal
    )


class SelfAttention(nn.Module):
    """Self-attention; dropout acts on the weights and on the concatenated heads."""

    def __init__(self, width: int, heads: int, drop: float = 0.0) -> None:
        super().__init__()
        self.heads = heads
        self.drop = drop
        self.query_key_value = nn.Linear(width, 3 * width)
        self.dropout = Dropout(drop)
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor, causal: bool = False, seen: Tensor | None = None) -> Tensor:
        """`(batch, tokens, width)` to the same; `causal` and `seen` as in `attend`."""
        query, key, value = self.split_heads(x)
        drop = self.drop if self.training else 0.0
        heads = attend(query, key, value, causal=causal, seen=seen, drop=drop)
        return self.out(self.dropout(heads.transpose(1, 2).flatten(2)))

    def weights(self, x: Tensor, causal: bool = False, seen: Tensor | None = None) -> Tensor:
        """What each token looks at, `(batch, heads, tokens, tokens)`."""
        query, key, _ = self.split_heads(x)
        return attention_weights(query, key, causal, seen)

    def split_heads(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Query, key and value, each `(batch, heads, tokens, width // heads)`."""
        projected = self.query_key_value(x).unflatten(-1, (3, self.heads, -1))
        query, key, value = (part.transpose(1, 2) for part in projected.unbind(2))
        return query, key, value
