"""QuantFormer as it is pre-trained: a masked autoencoder through codes (section 3.3)."""

from typing import NamedTuple

from torch import Tensor, nn

from neurodag.config import forecast as config
from neurodag.models.forecast.coders import Decoder, Encoder
from neurodag.models.forecast.patches import cut, joined, patch_number
from neurodag.models.forecast.quantizer import VectorQuantizer


class Reconstruction(NamedTuple):
    """Of a batch of signals."""

    signals: Tensor
    """`(observation, frame)`."""
    tokens: Tensor
    """What the encoder made of each patch, `(observation, patch, width)`."""
    codes: Tensor | None
    """`(observation, patch)`; None without quantization."""
    loss: Tensor
    """Of the quantization; one number, and 0 without it."""


class QuantFormer(nn.Module):
    """Signals around the onset of a stimulus in, the same signals out.

    It knows neither units nor stimuli. Without a quantizer, it is the plain autoencoder of Table 3.
    """

    def __init__(
        self, baseline_frames: int, response_frames: int, settings: config.ForecastNetwork
    ) -> None:
        """Raises ConfigError if patches do not fill the baseline and the response."""
        super().__init__()
        self.settings = settings
        self.baseline = patch_number(baseline_frames, settings.patch, "baseline")
        self.response = patch_number(response_frames, settings.patch, "response")
        patches = self.baseline + self.response
        self.encoder = Encoder(patches, settings)
        self.quantizer = (
            VectorQuantizer(settings.transformer.width, settings.quantizer)
            if settings.quantizer
            else None
        )
        self.decoder = Decoder(patches, settings)

    def forward(self, signals: Tensor, hidden: Tensor | None = None) -> Reconstruction:
        """`signals (observation, frame)`, baseline and response, of which patches are hidden.

        `hidden (observation, patch)`: true for those; None: the encoder sees all.
        """
        tokens = self.encoder(cut(signals, self.settings.patch), hidden)
        if self.quantizer is None:
            return Reconstruction(self.decode(tokens), tokens, None, tokens.new_zeros(()))
        vectors, codes, loss = self.quantizer(tokens)
        return Reconstruction(self.decode(vectors), tokens, codes, loss)

    def codes(self, signals: Tensor, hidden: Tensor | None = None) -> Tensor:
        """Of each patch, `(observation, patch)`, as in `forward`."""
        return self.codebook.codes(self.encoder(cut(signals, self.settings.patch), hidden))

    def from_codes(self, codes: Tensor) -> Tensor:
        """Signals `(observation, frame)` of `codes (observation, patch)`."""
        return self.decode(self.codebook.lookup(codes))

    def decode(self, vectors: Tensor) -> Tensor:
        """Signals `(observation, frame)` of what stands for each patch."""
        return joined(self.decoder(vectors))

    @property
    def codebook(self) -> VectorQuantizer:
        """The quantizer of a network that has one."""
        if self.quantizer is None:
            raise ValueError("The network has no quantizer, and so no codes.")
        return self.quantizer
