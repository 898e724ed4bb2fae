"""The traces of a session, on a device, and windows that are cut when they are needed."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from neurodag.config.forecast import Windows


@dataclass(frozen=True)
class Traces:
    """Of all units over the whole session; tensors on one device."""

    windows: Windows
    values: Tensor
    """Fluorescence or spike counts at the frame rate of the windows, `(unit, frame)`."""
    floor: Tensor
    """Smallest F0, `(unit,)`; −∞ where there is none."""

    def signal(self, unit: Tensor, start: Tensor) -> Tensor:
        """What is forecast, in windows of `unit` from the frame `start` on: ΔF/F or spike counts.

        `(window,)` → `(window, frame)`.
        """
        counts = self.windows.signal == "counts"
        return self._window(unit, start) if counts else self.change(unit, start)

    def change(self, unit: Tensor, start: Tensor) -> Tensor:
        """ΔF/F, or spikes a frame more than at rest, in such windows, `(window, frame)`.

        Rest is the mean of the last frames before the onset; the onset follows the baseline.
        """
        window, before = self._window(unit, start), self.windows.baseline_frames
        rest = window[:, before - self.windows.f0_frames : before].mean(dim=1, keepdim=True)
        if self.windows.signal == "counts":
            return window - rest
        f0 = torch.maximum(rest, self.floor[unit, None])
        return (window - f0) / f0

    def _window(self, unit: Tensor, start: Tensor) -> Tensor:
        length = self.windows.baseline_frames + self.windows.response_frames
        return self.values.unfold(1, length, 1)[unit, start]


def traces_of(values: np.ndarray, windows: Windows, device: torch.device) -> Traces:
    """Of `values (frame, unit)` at the frame rate of the windows, on `device`."""
    by_unit = torch.from_numpy(np.ascontiguousarray(values.T, dtype=np.float32)).to(device)
    floor = torch.full((len(by_unit),), -torch.inf, device=device)
    if windows.signal == "change" and windows.f0_floor is not None:
        floor = windows.f0_floor * by_unit.abs().median(dim=1).values
    return Traces(windows, by_unit, floor)
