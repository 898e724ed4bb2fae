"""Series as a trend and what is left (Autoformer, equation 1)."""

from torch import Tensor, nn
from torch.nn import functional


def decomposed(x: Tensor, frames: int) -> tuple[Tensor, Tensor]:
    """The seasonal part and the trend of `x (presentation, frame, channel)`; they add up to it."""
    trend = moving_average(x, frames)
    return x - trend, trend


def moving_average(x: Tensor, frames: int) -> Tensor:
    """Mean of so many frames around each; at the ends, the first and the last frame go on."""
    before = (frames - 1) // 2
    padded = functional.pad(x.mT, (before, frames - 1 - before), mode="replicate")
    return functional.avg_pool1d(padded, frames, stride=1).mT


class SeasonalNorm(nn.LayerNorm):
    """LayerNorm whose output is zero on average over frames, as a seasonal part is."""

    def forward(self, x: Tensor) -> Tensor:
        """`(presentation, frame, width)` to the same."""
        normalised = super().forward(x)
        return normalised - normalised.mean(dim=1, keepdim=True)
