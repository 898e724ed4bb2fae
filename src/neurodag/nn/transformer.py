"""Pre-norm transformer blocks."""

from torch import Tensor, nn
from torch.nn import functional

from neurodag.nn.attention import SelfAttention
from neurodag.nn.dropout import Dropout


class FeedForward(nn.Module):
    """Two layers with a GELU between them."""

    def __init__(self, width: int, hidden: int, drop: float = 0.0) -> None:
        super().__init__()
        self.up = nn.Linear(width, hidden)
        self.down = nn.Linear(hidden, width)
        self.dropout = Dropout(drop)

    def forward(self, x: Tensor) -> Tensor:
        return self.dropout(self.down(functional.gelu(self.up(x))))


class Block(nn.Module):
    """Attention, then a feed-forward part; each after a LayerNorm and added to its input."""

    def __init__(self, width: int, heads: int, hidden: int, drop: float = 0.0) -> None:
        super().__init__()
        self.attention_norm = nn.LayerNorm(width)
        self.attention = SelfAttention(width, heads, drop)
        self.feedforward_norm = nn.LayerNorm(width)
        self.feedforward = FeedForward(width, hidden, drop)

    def forward(self, x: Tensor, causal: bool = False, seen: Tensor | None = None) -> Tensor:
        """`(batch, tokens, width)` to the same; `causal`: no token sees a later one; or boolean
        `seen (tokens, tokens)`: what the token of each row sees."""
        x = x + self.attention(self.attention_norm(x), causal, seen)
        return x + self.feedforward(self.feedforward_norm(x))
