"""Attention whose weights are dropped on a CPU, for which there is no fused kernel.

The weights of all heads take more memory than all else in a block. Those of a few heads at a time
are made here, used while they lie in the caches, and made again for the gradients; only which of
them are dropped is kept. (`blockwise_attention`, for thousands of tokens, keeps not even that.)
"""

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor
from torch.amp import custom_bwd, custom_fwd
from torch.autograd import Function

from neurodag.nn.dropout import draw_kept, factors

PART = 1 << 18
"""Weights of a part, about as many as stay in the caches of one core."""


def dropped_attention(
    query: Tensor, key: Tensor, value: Tensor, bias: Tensor | None, drop: float
) -> Tensor:
    """Attention `(batch, heads, tokens, width)`, its weights dropped with probability `drop`.

    The products of queries and keys, with the `bias (tokens, tokens)` added, are the scores.
    """
    kept = draw_kept((*query.shape[:3], key.shape[2]), drop)
    of_heads = (x.flatten(0, 1) for x in (query, key, value, kept))
    return DroppedAttention.apply(*of_heads, bias, drop).unflatten(0, query.shape[:2])


def softmax(query: Tensor, key: Tensor, bias: Tensor | None) -> Tensor:
    """Of the scores, `(…, tokens, tokens)`."""
    # A CPU copies a transposed key slowly: here it is laid out before, and only seen transposed.
    scores = query @ key.contiguous().mT
    return (scores if bias is None else scores + bias).softmax(dim=-1)


class DroppedAttention(Function):
    """Attention `(head, token, width)`; of its weights those stay that are `kept`."""

    @staticmethod
    @custom_fwd(device_type="cpu")
    def forward(
        ctx: Any,
        query: Tensor,
        key: Tensor,
        value: Tensor,
        kept: Tensor,
        bias: Tensor | None,
        drop: float,
    ) -> Tensor:
        ctx.save_for_backward(query, key, value, kept, bias)
        ctx.drop = drop
        result = torch.empty_like(value)
        for part in parts(kept):
            weights = softmax(query[part], key[part], bias)
            weights *= factors(kept[part], drop, weights.dtype)
            result[part] = weights @ value[part]
        return result

    @staticmethod
    @custom_bwd(device_type="cpu")
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        query, key, value, kept, bias = ctx.saved_tensors
        to_query, to_key, to_value = map(torch.empty_like, (query, key, value))
        for part in parts(kept):
            gradient = gradients[0][part]
            weights = softmax(query[part], key[part], bias)
            factor = factors(kept[part], ctx.drop, weights.dtype)
            # Weights are in single precision even where all else is in half: cast, then transposed,
            # which a CPU does faster than the other way round.
            to_value[part] = (weights * factor).to(value.dtype).mT @ gradient
            to_weights = factor.mul_(gradient @ value[part].mT)
            # As PyTorch's own softmax computes it.
            to_scores = torch._softmax_backward_data(to_weights, weights, -1, weights.dtype)
            to_scores = to_scores.to(query.dtype)
            to_query[part] = to_scores @ key[part]
            to_key[part] = to_scores.mT @ query[part]
        return to_query, to_key, to_value, None, None, None


def parts(weights: Tensor) -> Iterator[slice]:
    """The heads of `weights (head, token, token)`, a few at a time."""
    size = max(1, PART // weights[0].numel())
    return (slice(first, first + size) for first in range(0, len(weights), size))
