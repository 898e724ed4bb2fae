"""A learning rate that never changes (QuantFormer paper, section 4.2)."""

from torch import nn
from torch.optim import Adam

from neurodag.config.forecast import ForecastTraining


class Constant:
    """Adam, whose learning rate stays as it is."""

    ended = False

    def __init__(self, model: nn.Module, settings: ForecastTraining) -> None:
        self.optimizer = Adam(
            [weight for weight in model.parameters() if weight.requires_grad],
            lr=settings.learning_rate,
            weight_decay=settings.weight_decay,
            fused=True,
        )

    @property
    def rate(self) -> float:
        return float(self.optimizer.param_groups[0]["lr"])

    def finish_step(self) -> None:
        """Nothing changes."""

    def scores(self, epoch: int) -> bool:
        return True

    def finish_epoch(self, improved: bool) -> bool:
        return False

    def state_dict(self) -> dict[str, object]:
        return {}

    def load_state_dict(self, state: dict[str, object]) -> None:
        """There is nothing to load."""
