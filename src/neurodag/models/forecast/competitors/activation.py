"""Which units a competitor takes for active (Table 1)."""

from torch import Tensor, nn

from neurodag.config.forecast.windows import Windows
from neurodag.metrics.activity import mean_gain
from neurodag.models.forecast.competitors.base import Competitor


def active_in_forecast(forecast: Tensor, frames: Tensor, windows: Windows) -> Tensor:
    """Whether a forecast makes units active, by the rule for recordings, `(presentation, unit)`.

    `forecast (presentation, frame, unit)`: ΔF/F from the onset on; `frames (presentation,)`: how
    many of them count.
    """
    absolute = windows.active_by == "absolute"
    return mean_gain(forecast.mT, frames, absolute=absolute) > windows.active_gain


class ActivationHead(nn.Module):
    """A competitor that learns labels: one linear layer, shared by units, reads its frames.

    The authors' Crossformer does so; here, every network does.
    """

    def __init__(self, competitor: Competitor, response_frames: int) -> None:
        """For a `competitor` that forecasts so many frames."""
        super().__init__()
        self.competitor = competitor
        self.head = nn.Linear(response_frames, 2)

    def forward(self, baseline: Tensor, stimulus: Tensor | None = None) -> Tensor:
        """Logits of inactive and active, `(presentation, unit, 2)`, from what competitors take."""
        return self.head(self.competitor(baseline, stimulus).mT)
