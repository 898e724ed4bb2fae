"""The traces of a session, on a device, and windows of ΔF/F that are cut when they are needed."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from neurodag.config.forecast import Windows


@dataclass(frozen=True)
class Traces:
    """Fluorescence of all units over the whole session; tensors on one device."""

    windows: Windows
    fluorescence: Tensor
    """At the frame rate of the windows, `(unit, frame)`."""
    floor: Tensor
    """Smallest F0, `(unit,)`; −∞ where there is none."""

    def change(self, unit: Tensor, start: Tensor) -> Tensor:
        """ΔF/F in windows of `unit` from the frame `start` on, `(window,)` → `(window, frame)`.

        F0 is the mean of the last frames before the onset; the onset follows the baseline.
        """
        before, after = self.windows.baseline_frames, self.windows.response_frames
        window = self.fluorescence.unfold(1, before + after, 1)[unit, start]
        resting = window[:, before - self.windows.f0_frames : before].mean(dim=1)
        f0 = torch.maximum(resting, self.floor[unit])[:, None]
        return (window - f0) / f0


def traces_of(fluorescence: np.ndarray, windows: Windows, device: torch.device) -> Traces:
    """Of `fluorescence (frame, unit)` at the frame rate of the windows, on `device`."""
    by_unit = torch.from_numpy(np.ascontiguousarray(fluorescence.T, dtype=np.float32)).to(device)
    floor = torch.full((len(by_unit),), -torch.inf, device=device)
    if windows.f0_floor is not None:
        floor = windows.f0_floor * by_unit.abs().median(dim=1).values
    return Traces(windows, by_unit, floor)
