"""A learning rate that rises and falls once (MtM paper, section A.3)."""

from torch import nn
from torch.optim import AdamW
from torch.optim.lr_scheduler import OneCycleLR

from neurodag.config import Training


class OneCycle:
    """AdamW, whose learning rate rises and falls along cosines over all `steps`."""

    ended = False

    def __init__(self, model: nn.Module, settings: Training, steps: int) -> None:
        self.settings = settings
        self.optimizer = AdamW(
            model.parameters(),
            lr=settings.learning_rate,
            weight_decay=settings.weight_decay,
            fused=True,
        )
        self.cycle = OneCycleLR(
            self.optimizer,
            max_lr=settings.learning_rate,
            total_steps=steps,
            # A warm-up of one step is none, and OneCycleLR would divide by zero.
            pct_start=settings.warmup if settings.warmup * steps > 1 else 0.0,
            div_factor=10,
        )

    @property
    def rate(self) -> float:
        return float(self.cycle.get_last_lr()[0])

    def finish_step(self) -> None:
        self.cycle.step()

    def scores(self, epoch: int) -> bool:
        return epoch % self.settings.validation_interval == 0 or epoch == self.settings.epochs

    def finish_epoch(self, improved: bool) -> bool:
        return False

    def state_dict(self) -> dict[str, object]:
        return self.cycle.state_dict()

    def load_state_dict(self, state: dict[str, object]) -> None:
        self.cycle.load_state_dict(state)
