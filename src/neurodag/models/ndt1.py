"""NDT1, the neural data transformer with one token a time bin (MtM paper, sections 2.2 and 5.1)."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from neurodag import config
from neurodag.nn.dropout import Dropout
from neurodag.nn.transformer import Block


class NDT1(nn.Module):
    """Masked spike counts in, log-rates out.

    A learned prompt token may stand before the bins and say which masking scheme is at work
    (section 3.2). It carries no position, and under causal attention it comes before every bin, so
    that nothing of the future reaches a bin through it.
    """

    def __init__(self, units: int, bins: int, settings: config.NDT1, prompts: int = 0) -> None:
        """For `units` units, trials of `bins` bins and `prompts` prompts (0: no prompt token)."""
        super().__init__()
        width = settings.width
        self.embed_counts = nn.Linear(units, settings.embedding_factor * units)
        self.embed_bins = nn.Linear(settings.embedding_factor * units, width)
        self.position = nn.Embedding(bins, width)
        self.prompt = nn.Embedding(prompts, width) if prompts else None
        self.dropout = Dropout(settings.embedding_dropout)
        blocks = [
            Block(width, settings.heads, settings.feedforward, settings.dropout)
            for _ in range(settings.blocks)
        ]
        shrink_initial_weights(blocks)
        self.blocks = nn.ModuleList(blocks)
        self.norm = nn.LayerNorm(width)
        self.readout = nn.Linear(width, units)

    def forward(self, counts: Tensor, *, prompt: int | None = None, causal: bool = False) -> Tensor:
        """Log-rates per bin `(trial, time, unit)` of counts of that shape, masked entries zero."""
        return self.readout(self.encode(self.embed(counts), prompt=prompt, causal=causal))

    def embed(self, counts: Tensor) -> Tensor:
        """Each bin by itself, `(…, unit)` to `(…, width)`."""
        return self.embed_bins(functional.softsign(self.embed_counts(counts)))

    def encode(self, bins: Tensor, *, prompt: int | None = None, causal: bool = False) -> Tensor:
        """Embedded bins in the context of their trial, `(trial, time, width)`."""
        tokens = bins + self.position.weight[: bins.shape[1]]
        if self.prompt is not None and prompt is not None:
            token = self.prompt.weight[prompt].expand(len(tokens), 1, -1)
            tokens = torch.cat([token, tokens], dim=1)
        tokens = self.dropout(tokens)
        for block in self.blocks:
            tokens = block(tokens, causal)
        return self.norm(tokens[:, -bins.shape[1] :])


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
