"""Attention rollout: how much each patch of an image reaches the class token through all blocks."""

from collections.abc import Iterable
from typing import Literal

import torch
from torch import Tensor
from torch.nn import functional

Heads = Literal["max", "mean"]


def rollout(attention: Iterable[Tensor], heads: Heads = "max") -> Tensor:
    """Share of each patch in the class token `(trial, patch)`; shares add up to at most one.

    `attention` of each block, first to last, `(trial, head, token, token)`, each row the weights of
    what a token sees; the class token comes first. Heads become one by their largest weight or by
    their mean; a residual connection adds the token itself; rows are then made to sum to one (V1T
    paper, section 5; Abnar and Zuidema 2020). Of the product over blocks only the class token's
    row is worked out, from the last block to the first.
    """
    mixing = [_mixing(block, heads) for block in attention]
    row = mixing[-1][:, :1]
    for block in reversed(mixing[:-1]):
        row = row @ block
    return row[:, 0, 1:]


def _mixing(weights: Tensor, heads: Heads) -> Tensor:
    """What a block mixes into each token `(trial, token, token)`; rows sum to one."""
    joint = weights.amax(dim=1) if heads == "max" else weights.mean(dim=1)
    joint = joint + torch.eye(joint.shape[-1], dtype=joint.dtype, device=joint.device)
    return joint / joint.sum(dim=-1, keepdim=True)


def as_maps(shares: Tensor, grid: tuple[int, int], size: tuple[int, int]) -> Tensor:
    """Shares `(trial, patch)` of a `grid` of patches, as images of `size`, `(trial, y, x)`.

    Each map is stretched to reach from 0 to 1, and then resized bilinearly; a map without any
    difference is 0.
    """
    low, high = shares.amin(dim=1, keepdim=True), shares.amax(dim=1, keepdim=True)
    stretch = torch.where(high > low, high - low, torch.ones_like(high))
    maps = ((shares - low) / stretch).unflatten(1, grid)
    return functional.interpolate(maps[:, None], size, mode="bilinear", align_corners=False)[:, 0]
