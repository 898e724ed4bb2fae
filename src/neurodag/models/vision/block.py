"""A block of the vision transformer (V1T paper, section 4.1, equations 1 to 3)."""

from torch import Tensor, nn

from neurodag.config.vision import ViTCore
from neurodag.nn.dropout import Dropout
from neurodag.nn.stochastic_depth import StochasticDepth
from neurodag.nn.wide_attention import WideAttention


class Block(nn.Module):
    """Behaviour is added to every token; then attention and an MLP, each added to its input."""

    def __init__(self, variables: int, settings: ViTCore) -> None:
        """For so many behaviour variables; 0: tokens know nothing of behaviour."""
        super().__init__()
        width = settings.width
        self.behavior = behavior_mlp(variables, settings) if variables else None
        self.attention_norm = nn.LayerNorm(width)
        self.attention = WideAttention(
            width, settings.heads, settings.attention_dropout, settings.local_attention
        )
        self.feedforward_norm = nn.LayerNorm(width)
        self.feedforward = nn.Sequential(
            nn.Linear(width, settings.feedforward),
            nn.GELU(),
            Dropout(settings.feedforward_dropout),
            nn.Linear(settings.feedforward, width),
            Dropout(settings.feedforward_dropout),
        )
        self.depth = StochasticDepth(settings.stochastic_depth)
        self.apply(draw_weights)

    def forward(self, x: Tensor, behavior: Tensor | None) -> Tensor:
        """Tokens `(trial, token, width)` to the same; `behavior (trial, variable)`."""
        x = self.with_behavior(x, behavior)
        x = x + self.depth(self.attention(self.attention_norm(x)))
        return x + self.depth(self.feedforward(self.feedforward_norm(x)))

    def weights(self, x: Tensor, behavior: Tensor | None) -> Tensor:
        """What each token looks at, `(trial, head, token, token)`."""
        return self.attention.weights(self.attention_norm(self.with_behavior(x, behavior)))

    def with_behavior(self, x: Tensor, behavior: Tensor | None) -> Tensor:
        return x if self.behavior is None else x + self.behavior(behavior)[:, None]


def behavior_mlp(variables: int, settings: ViTCore) -> nn.Sequential:
    """B-MLP: behaviour `(trial, variable)` to what is added to each token, within −1 and 1."""
    hidden = settings.behavior_units
    return nn.Sequential(
        nn.Linear(variables, hidden),
        nn.Tanh(),
        Dropout(settings.behavior_dropout),
        nn.Linear(hidden, settings.width),
        nn.Tanh(),
    )


def draw_weights(part: nn.Module) -> None:
    """First weights of dense layers (section 4.2); those of LayerNorm are 1 and 0 anyway."""
    if isinstance(part, nn.Linear):
        nn.init.trunc_normal_(part.weight, std=0.02)
        if part.bias is not None:
            nn.init.zeros_(part.bias)
