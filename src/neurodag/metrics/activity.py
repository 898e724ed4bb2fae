"""How much units respond, by which they are active (QuantFormer paper, section 3.2)."""

from torch import Tensor, arange


def mean_gain(response: Tensor, frames: Tensor, *, absolute: bool) -> Tensor:
    """Mean ΔF/F, or if `absolute` |ΔF/F|, of the first frames, `(presentation, unit)`.

    `response (presentation, unit, frame)`: ΔF/F from the onset on; `frames (presentation,)`: how
    many of them count, which depends on the stimulus.
    """
    change = response.abs() if absolute else response
    counted = arange(change.shape[-1], device=change.device) < frames[:, None]
    return (change * counted[:, None]).sum(dim=-1) / frames[:, None]
