"""Attention of the queries that have most to choose from (Informer, section 3.1)."""

import math

import torch
from torch import Tensor

from neurodag.nn.attention import scaled


def prob_sparse(
    query: Tensor, key: Tensor, value: Tensor, factor: int, causal: bool = False
) -> Tensor:
    """Attention `(…, head, token, width)` of a few queries; all others are given the mean value.

    `causal`: no token sees a later one; queries and keys are then as many. Scores of all keys tell
    which queries count, not those of a random part: sequences are short.
    """
    scores = scaled(query) @ key.mT
    seen = torch.ones(scores.shape[-2:], dtype=torch.bool, device=scores.device)
    if causal:
        seen = seen.tril()
    number = seen.sum(dim=-1)
    mean = scores.where(seen, 0).sum(dim=-1) / number
    scores = scores.masked_fill(~seen, -torch.inf)
    chosen = (scores.amax(dim=-1) - mean).topk(queries_that_count(query.shape[-2], factor)).indices

    chosen = chosen[..., None]
    weights = scores.gather(-2, chosen.expand(*chosen.shape[:-1], key.shape[-2])).softmax(dim=-1)
    attended = weights.to(value.dtype) @ value
    return mean_value(value, query, causal).scatter(-2, chosen.expand_as(attended), attended)


def queries_that_count(tokens: int, factor: int) -> int:
    """`factor` times the logarithm of the tokens, at least 1 and at most all."""
    return min(max(factor * math.ceil(math.log(tokens)), 1), tokens)


def mean_value(value: Tensor, query: Tensor, causal: bool) -> Tensor:
    """Of all tokens, or of those up to each; as many as there are queries."""
    if causal:
        number = torch.arange(1, value.shape[-2] + 1, device=value.device)[:, None]
        return (value.cumsum(dim=-2) / number).to(value.dtype)
    return value.mean(dim=-2, keepdim=True).expand_as(query)
