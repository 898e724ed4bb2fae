"""Which units are active after the onset of which presentations (QuantFormer section 3.2)."""

import torch
from torch import Tensor

from neurodag.errors import SessionError
from neurodag.metrics.activity import mean_gain
from neurodag.training.forecast.traces import Traces

AT_ONCE = 2**21
"""Values cut together: bounds the memory, does not change the labels."""


def active_units(traces: Traces, start: Tensor, frames: Tensor, session: str) -> Tensor:
    """Whether the mean change after the onset is above the threshold, `(presentation, unit)`.

    `start` and `frames (presentation,)`: where windows start, and how many frames after the onset
    count. Raises SessionError, which names the `session`, where ΔF/F is not finite.
    """
    windows = traces.windows
    length = windows.baseline_frames + windows.response_frames
    units = len(traces.values)
    unit = torch.arange(units, device=start.device)
    size = max(AT_ONCE // (units * length), 1)
    gains = []
    for some, number in zip(start.split(size), frames.split(size), strict=True):
        change = traces.change(unit.repeat(len(some)), some.repeat_interleave(units))
        response = change[:, windows.baseline_frames :].unflatten(0, (len(some), units))
        gains.append(mean_gain(response, number, absolute=windows.active_by == "absolute"))
    gain = torch.cat(gains)
    check_finite(gain, session)
    return gain > windows.active_gain


def check_finite(gain: Tensor, session: str) -> None:
    """Raises SessionError unless all of `gain (presentation, unit)` is finite."""
    broken = (~gain.isfinite()).any(dim=0).nonzero().flatten().tolist()
    if broken:
        raise SessionError(
            f"Session {session} has {len(broken)} unit(s) whose fluorescence before an onset is 0 "
            f"on average, the first at position {broken[0]} (counted from 0), so that ΔF/F is not "
            "finite; leave them out, or set f0_floor, which helps all but units whose fluorescence "
            "is 0 most of the time."
        )
