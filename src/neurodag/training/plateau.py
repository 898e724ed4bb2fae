"""A learning rate that falls when validation no longer improves (V1T paper, section 4.2)."""

from torch import nn
from torch.optim import AdamW

from neurodag.config.vision import VisionTraining


class Plateau:
    """AdamW, whose learning rate is reduced, and the best weights restored, on each plateau.

    A plateau is more than `patience` epochs in a row without a better score, counted anew after
    each reduction. After `reductions` of them without a better score, the next ends the training.
    The optimiser's averages stay as they are when weights are restored.
    """

    def __init__(self, model: nn.Module, settings: VisionTraining) -> None:
        self.settings = settings
        self.optimizer = AdamW(
            model.parameters(),
            lr=settings.learning_rate,
            betas=(0.9, settings.second_moment),
            weight_decay=settings.weight_decay,
            fused=True,
        )
        self.waited = 0
        self.reductions = 0
        self.ended = False

    @property
    def rate(self) -> float:
        return float(self.optimizer.param_groups[0]["lr"])

    def finish_step(self) -> None:
        """The rate changes between epochs only."""

    def scores(self, epoch: int) -> bool:
        return True

    def finish_epoch(self, improved: bool) -> bool:
        if improved:
            self.waited = self.reductions = 0
            return False
        self.waited += 1
        if self.waited <= self.settings.patience:
            return False
        if self.reductions == self.settings.reductions:
            self.ended = True
            return False
        self.waited = 0
        self.reductions += 1
        for group in self.optimizer.param_groups:
            group["lr"] *= self.settings.reduction
        return True

    def state_dict(self) -> dict[str, object]:
        """The rate is part of the optimiser's."""
        return {"waited": self.waited, "reductions": self.reductions, "ended": self.ended}

    def load_state_dict(self, state: dict[str, object]) -> None:
        vars(self).update(state)
