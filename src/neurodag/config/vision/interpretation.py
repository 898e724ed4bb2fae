"""How trained networks from images to responses are looked into (V1T paper, sections 5 and A.4)."""

from typing import Literal

from neurodag.config.base import Count, Flag, NonNegative, Settings, ShareOrZero


class ReceptiveFields(Settings):
    """Artificial receptive fields from white noise, and the Gaussians fitted to them."""

    images: Count = 500_000
    """Images of white noise that a network is shown."""
    centred: Flag = False
    """Responses count from their mean, which removes noise; few images then suffice. The paper
    weights images by the responses themselves (eq. 7)."""
    drop: ShareOrZero = 0.05
    """Share of the units that are left out because the Gaussian fits badly."""
    drop_by: Literal["fit", "size"] = "fit"
    """What makes a bad fit: little explained variance; or size, of which the share is left out in
    either direction, as the authors' code does."""
    added_noise: NonNegative = 0.0
    """Standard deviation of noise that is added to a field before the fit, where those of the
    field's own pixels are 1; the authors' code: 0.2."""


class AttentionMaps(Settings):
    """Attention rollout through the blocks of a vision transformer."""

    heads: Literal["max", "mean"] = "max"
    """How the weights of a block's heads become one."""
