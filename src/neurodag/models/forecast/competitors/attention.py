"""Attention of one sequence to another, and the blocks that it makes."""

from collections.abc import Callable

from torch import Tensor, nn

from neurodag.nn.attention import attend
from neurodag.nn.dropout import Dropout
from neurodag.nn.transformer import FeedForward

Mechanism = Callable[[Tensor, Tensor, Tensor], Tensor]
"""Query, key and value, all `(item, head, token, width)`, to what each query is given."""


class Attention(nn.Module):
    """What each token of a sequence takes from a context; multi-head."""

    def __init__(self, width: int, heads: int, drop: float, mechanism: Mechanism = attend) -> None:
        super().__init__()
        self.heads = heads
        self.mechanism = mechanism
        self.query = nn.Linear(width, width)
        self.key_value = nn.Linear(width, 2 * width)
        self.out = nn.Linear(width, width)
        self.dropout = Dropout(drop)

    def forward(self, x: Tensor, context: Tensor) -> Tensor:
        """Tokens `(…, token, width)` to the same; `context` may have another number of them."""
        projected = (self.query(x), *self.key_value(context).chunk(2, dim=-1))
        # Fused kernels want one dimension before that of heads.
        query, key, value = (
            part.unflatten(-1, (self.heads, -1)).transpose(-2, -3).flatten(0, -4)
            for part in projected
        )
        heads = self.mechanism(query, key, value).transpose(-2, -3).flatten(-2)
        return self.dropout(self.out(heads.unflatten(0, x.shape[:-2])))


class Block(nn.Module):
    """Attention, then a feed-forward part; each is added to its input, and then normalised."""

    def __init__(
        self, width: int, heads: int, hidden: int, drop: float, mechanism: Mechanism = attend
    ) -> None:
        super().__init__()
        self.attention = Attention(width, heads, drop, mechanism)
        self.attention_norm = nn.LayerNorm(width)
        self.feedforward = FeedForward(width, hidden, drop)
        self.feedforward_norm = nn.LayerNorm(width)

    def forward(self, x: Tensor, context: Tensor | None = None) -> Tensor:
        """Tokens `(…, token, width)` to the same; without a context, they look at each other."""
        taken = self.attention(x, x if context is None else context)
        x = self.attention_norm(x + taken)
        return self.feedforward_norm(x + self.feedforward(x))
