"""How adapted networks are looked into (QuantFormer paper, appendices VI and VIII)."""

from typing import Literal

from neurodag.config.base import Count, Positive, Settings


class ForecastAttention(Settings):
    """Attention rollout from [CLS] of networks that tell active units from inactive ones."""

    heads: Literal["max", "mean"] = "mean"
    """How the weights of a block's heads become one."""


class UnitTokens(Settings):
    """The learned tokens of units, beside what the units do."""

    neighbours: Count = 10
    """Nearest units, by their tokens, that a unit is compared with."""
    shuffles: Count = 1000
    """Random orders of the units that show how far neighbours agree by chance."""
    perplexity: Positive = 30.0
    """Of t-SNE: about how many neighbours it keeps close; less where there are few units."""
