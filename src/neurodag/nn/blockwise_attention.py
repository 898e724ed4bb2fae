"""Attention whose weights are dropped and yet never stand in memory all at once.

On a CPU no fused kernel drops attention weights. Here they are made for a few rows at a time, used
while they lie in the cache, and made again for the gradient. Which of them are dropped follows from
one seed for each trial, so that nothing of it needs to be kept.
"""

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import torch
from torch import Generator, Tensor
from torch.amp import custom_bwd, custom_fwd
from torch.autograd import Function
from torch.nn import functional

from neurodag.nn.dropout import draw_levels, is_kept, rescale
from neurodag.nn.rows import draw_rows

ROWS = 128
"""Rows of weights at a time: of some thousand tokens, they fit into a core's cache."""


def attend(
    query: Tensor, key: Tensor, value: Tensor, *, seen: Tensor | None = None, drop: float = 0.0
) -> Tensor:
    """Attention `(trial, head, token, width)`, its weights dropped with probability `drop`.

    `seen (token, token)`: true where the token of the row sees that of the column, which each row
    must have. Memory is linear in the tokens.
    """
    width = query.shape[-1]
    if drop and not query.is_cuda:
        seeds = draw_rows(len(query), lambda rows: torch.randint(1 << 32, (rows,)))
        query = query / math.sqrt(width)
        return DroppedAttention.apply(query, key, value, seen, seeds, drop)
    if query.is_cuda:  # its fused kernels want widths that are multiples of 8
        query, key, value = (functional.pad(x, (0, -width % 8)) for x in (query, key, value))
    attended = functional.scaled_dot_product_attention(
        query, key, value, attn_mask=seen, dropout_p=drop, scale=1 / math.sqrt(width)
    )
    return attended[..., :width]


LANES = 16
"""Numbers that a core multiplies at once."""


class DroppedAttention(Function):
    """Dropout of `softmax(query keyᵀ)`, times `value`, all `(trial, head, token, width)`.

    The gradient is that of the softmax, W (dW − Σ W dW) in each row, and Σ W dW is the product of
    what came out and its gradient.
    """

    @staticmethod
    @custom_fwd(device_type="cpu", cast_inputs=torch.float32)
    def forward(
        ctx: Any,
        query: Tensor,
        key: Tensor,
        value: Tensor,
        seen: Tensor | None,
        seeds: Tensor,
        drop: float,
    ) -> Tensor:
        attended = empty_heads(value)
        for place, draw in heads(seeds, query.shape[1]):
            of_query, of_key, of_value = (lay_out(x[place]) for x in (query, key, value))
            result = torch.empty_like(of_query)
            for rows, weights, kept in blocks(of_query, of_key, seen, draw, drop):
                torch.mm(weights.mul_(kept), of_value, out=result[rows])
            attended[place] = result[:, : value.shape[-1]]
        attended *= rescale(drop)
        ctx.save_for_backward(query, key, value, seen, seeds, attended)
        ctx.drop = drop
        return attended

    @staticmethod
    @custom_bwd(device_type="cpu")
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        query, key, value, seen, seeds, attended = ctx.saved_tensors
        along = (gradients[0] * attended).sum(dim=-1, keepdim=True)
        gradient = gradients[0] * rescale(ctx.drop)
        to_each = [empty_heads(x) for x in (query, key, value)]
        for place, draw in heads(seeds, query.shape[1]):
            of_query, of_key, of_value, own = (
                lay_out(x[place]) for x in (query, key, value, gradient)
            )
            to_query, to_key, to_value = (torch.zeros_like(of_query) for _ in range(3))
            for rows, weights, kept in blocks(of_query, of_key, seen, draw, ctx.drop):
                to_scores = (own[rows] @ of_value.T).mul_(kept).sub_(along[place][rows])
                to_scores.mul_(weights)
                torch.mm(to_scores, of_key, out=to_query[rows])
                to_key.addmm_(to_scores.T, of_query[rows])
                to_value.addmm_(weights.mul_(kept).T, own[rows])
            for whole, part in zip(to_each, (to_query, to_key, to_value), strict=True):
                whole[place] = part[:, : query.shape[-1]]
        return *to_each, None, None, None


class Block(NamedTuple):
    """Some rows of the weights of one head in one trial."""

    rows: slice
    weights: Tensor
    """`(row, token)`, before dropout."""
    kept: Tensor
    """1 or 0 for each weight."""


def heads(seeds: Tensor, number: int) -> Iterator[tuple[tuple[int, int], Generator]]:
    """Trial and head of each of `number` heads a trial, and what draws their dropped weights."""
    for trial, seed in enumerate(seeds.tolist()):
        draw = Generator().manual_seed(seed)
        for head in range(number):
            yield (trial, head), draw


def blocks(
    query: Tensor, key: Tensor, seen: Tensor | None, draw: Generator, drop: float
) -> Iterator[Block]:
    """All weights of a head, block by block; each lies where the one before it lay."""
    tokens = len(query)
    all_scores, all_weights = query.new_empty(2, min(ROWS, tokens), tokens)
    for start in range(0, tokens, ROWS):
        rows = slice(start, min(start + ROWS, tokens))
        size = rows.stop - start
        scores = torch.mm(query[rows], key.T, out=all_scores[:size])
        if seen is not None:
            scores.masked_fill_(~seen[rows], -math.inf)
        weights = torch.softmax(scores, dim=-1, out=all_weights[:size])
        levels = draw_levels(weights.numel(), draw).view(weights.shape)
        yield Block(rows, weights, is_kept(levels, drop))


def lay_out(head: Tensor) -> Tensor:
    """`(token, width)` in one piece, with zeros up to a width that products are fast for."""
    return functional.pad(head, (0, -head.shape[-1] % LANES))


def empty_heads(like: Tensor) -> Tensor:
    """Of the same shape, and laid out so that the heads of a token are neighbours."""
    return torch.empty_like(like.transpose(1, 2), memory_format=torch.contiguous_format).transpose(
        1, 2
    )
