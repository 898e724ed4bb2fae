"""Which units a stimulus activates, as a task for `fit` (QuantFormer paper, section 3.4.1)."""

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from neurodag.metrics.classification import classification_scores
from neurodag.training.forecast.observations import Cut
from neurodag.training.forecast.one_session import OneSession


class Activation(OneSession):
    """Tell active from inactive by the baseline, the unit and the stimulus.

    All observations count alike, as in the authors' code.
    """

    loss_name = "cross-entropy per observation"
    loss_units = "nat"
    score_name = "validation_balanced_accuracy"

    def loss(self, cut: Cut) -> Tensor:
        return functional.cross_entropy(self.logits(cut), cut.active.long())

    @torch.no_grad()
    def score(self) -> float:
        """NaN if all validation observations are active, or none is."""
        active, predicted = [], []
        for cut in self.all_of("validation"):
            active.append(cut.active.cpu().numpy())
            predicted.append(self.logits(cut).argmax(dim=1).cpu().numpy())
        scores = classification_scores(np.concatenate(active), np.concatenate(predicted))
        return scores["balanced_accuracy"]

    def logits(self, cut: Cut) -> Tensor:
        """Of inactive and active, `(observation, 2)`."""
        with self.autocast():
            return self.model(self.baseline(cut), cut.unit, cut.stimulus).float()
