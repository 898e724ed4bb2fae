"""Signals as patches of neighbouring frames, and which of them are hidden."""

import torch
from torch import Generator, Tensor

from neurodag.config.forecast import PatchMasking
from neurodag.errors import ConfigError


def patch_number(frames: int, patch: int, what: str) -> int:
    """Patches of so many frames each that fill `frames`; `what` has them.

    Raises ConfigError if some are left over.
    """
    if frames % patch:
        fewer = frames // patch * patch
        fitting = " or ".join(str(number) for number in (fewer, fewer + patch) if number)
        raise ConfigError(
            f"The {what} has {frames} frames, which patches of {patch} frames do not fill; give it "
            f"{fitting} frames, or change `patch` of the network."
        )
    return frames // patch


def cut(signals: Tensor, patch: int) -> Tensor:
    """`(observation, frame)` to `(observation, patch, frame)`."""
    return signals.unflatten(-1, (-1, patch))


def joined(patches: Tensor) -> Tensor:
    """`(observation, patch, frame)` to `(observation, frame)`."""
    return patches.flatten(-2)


def draw_mask(observations: int, patches: int, settings: PatchMasking, draw: Generator) -> Tensor:
    """True for patches to hide, `(observation, patch)`, on the CPU (section 3.3, equation 3).

    Where their number is fixed, those are left that the share of the others fills, rounded down.
    """
    order = torch.rand(observations, patches, generator=draw)
    if settings.draw == "bernoulli":
        return order < settings.share
    left = int(patches * (1 - settings.share))
    return order.argsort(dim=1) >= left
