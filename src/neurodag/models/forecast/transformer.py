"""Post-norm transformer blocks, whose attention scores may add up (He et al. 2021, RealFormer)."""

from typing import cast

import torch
from torch import Tensor, nn

from neurodag.config import forecast as config
from neurodag.nn.attention import SelfAttention, scaled
from neurodag.nn.dropout import dropout
from neurodag.nn.transformer import FeedForward


class Block(nn.Module):
    """Attention, then a feed-forward part; each is added to its input, and then normalised.

    Sequences have about a dozen tokens: scores are computed openly, which no fused kernel betters,
    and which hands them on to the next block.
    """

    def __init__(self, settings: config.Transformer) -> None:
        super().__init__()
        width, drop = settings.width, settings.dropout
        self.attention = SelfAttention(width, settings.heads, drop)
        self.attention_norm = nn.LayerNorm(width)
        self.feedforward = FeedForward(width, settings.feedforward_factor * width, drop)
        self.feedforward_norm = nn.LayerNorm(width)

    def forward(self, x: Tensor, earlier: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Tokens `(observation, token, width)` to the same, and the scores of their attention.

        `earlier (observation, head, token, token)`: scores that are added to the block's own.
        """
        query, key, value = self.attention.split_heads(x)
        scores = scaled(query) @ key.mT
        if earlier is not None:
            scores = scores + earlier
        x = self.attention_norm(x + self.attend(scores, value))
        return self.feedforward_norm(x + self.feedforward(x)), scores

    def attend(self, scores: Tensor, value: Tensor) -> Tensor:
        """What attention adds to each token, `(observation, token, width)`."""
        weights = softmax(scores)
        if self.training and self.attention.drop:
            weights = dropout(weights, self.attention.drop)
        heads = weights.to(value.dtype) @ value
        return self.attention.out(self.attention.dropout(heads.transpose(1, 2).flatten(2)))


class Transformer(nn.Module):
    """Blocks, one after the other."""

    def __init__(self, settings: config.Transformer) -> None:
        super().__init__()
        self.residual = settings.residual_scores
        blocks = nn.ModuleList(Block(settings) for _ in range(settings.blocks))
        self.blocks = cast(list[Block], blocks)

    def forward(self, x: Tensor) -> Tensor:
        """Tokens `(observation, token, width)` to the same."""
        scores = None
        for block in self.blocks:
            x, scores = block(x, scores if self.residual else None)
        return x

    def attention(self, x: Tensor) -> Tensor:
        """What each token looks at in each block, `(block, observation, head, token, token)`."""
        weights, scores = [], None
        for block in self.blocks:
            x, scores = block(x, scores if self.residual else None)
            weights.append(softmax(scores))
        return torch.stack(weights)


def softmax(scores: Tensor) -> Tensor:
    """Over the last dimension; PyTorch's own takes a CPU twice as long for rows of a dozen."""
    if scores.is_cuda:
        return scores.softmax(dim=-1)
    scores = scores.float()
    raised = (scores - scores.detach().amax(dim=-1, keepdim=True)).exp()
    return raised / raised.sum(dim=-1, keepdim=True)
