"""How the codes of pre-trained networks are looked into (QuantFormer paper, appendices V, VII)."""

from neurodag.config.base import Count, Positive, Settings


class Reconstructions(Settings):
    """Test observations that go through the codes of a network."""

    examples: Count = 6
    """Active observations that are kept frame by frame for figures, of different units as long as
    there are any."""


class CodeMap(Settings):
    """The codebook, and what the decoder makes of its codes."""

    perplexity: Positive = 30.0
    """Of t-SNE: about how many neighbours it keeps close; less where there are few codes."""
