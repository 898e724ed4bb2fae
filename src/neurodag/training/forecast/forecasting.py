"""Responses to a stimulus, as tasks for `fit` (QuantFormer paper, section 3.4.2)."""

import math
from abc import abstractmethod

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from neurodag.config.forecast import TaskTraining
from neurodag.metrics.forecasting import pearson
from neurodag.models.forecast.downstream import ResponseForecaster, SignalForecaster
from neurodag.models.forecast.patches import joined
from neurodag.training.forecast.observations import Cut, Observations
from neurodag.training.forecast.one_session import OneSession


class Forecasting(OneSession):
    """Forecast the response; scored by the correlation, which chose the paper's sizes (II)."""

    score_name = "validation_correlation"

    @torch.no_grad()
    def score(self) -> float:
        """Correlation of forecast and response, averaged over validation observations.

        Those where either is constant are left out; NaN if that is so in all.
        """
        found = []
        for cut in self.all_of("validation"):
            both = self.forecast(cut), self.response(cut)
            found.append(pearson(*(signal.cpu().numpy() for signal in both)))
        correlation = np.concatenate(found)
        known = correlation[~np.isnan(correlation)]
        return float(known.mean()) if len(known) else math.nan

    @abstractmethod
    def forecast(self, cut: Cut) -> Tensor:
        """ΔF/F from the onset on, `(observation, frame)`."""


class ForecastingSignals(Forecasting):
    """Learn the frames of the response themselves (Table 3, without quantization)."""

    loss_name = "squared error per observation"
    loss_units = "1"

    model: SignalForecaster

    def loss(self, cut: Cut) -> Tensor:
        return functional.mse_loss(self.forecast(cut), self.response(cut))

    def forecast(self, cut: Cut) -> Tensor:
        with self.autocast():
            return joined(self.model(self.baseline(cut), cut.unit, cut.stimulus)).float()


class ForecastingCodes(Forecasting):
    """Learn the codes of the response, as the pre-trained network has them (eq. 4)."""

    loss_name = "cross-entropy of all patches per observation"
    loss_units = "nat"

    model: ResponseForecaster

    def __init__(
        self,
        model: ResponseForecaster,
        observed: Observations,
        settings: TaskTraining,
        *,
        balanced: bool = False,
    ) -> None:
        """`balanced`: the rarer a code is in training, the more it counts."""
        super().__init__(model, observed, settings)
        self.weight = self.inverse_shares() if balanced else None

    def loss(self, cut: Cut) -> Tensor:
        with self.autocast():
            logits = self.model(self.baseline(cut), cut.unit, cut.stimulus).float()
        codes = self.targets(cut)
        of_patch = functional.cross_entropy(logits.flatten(0, 1), codes.flatten(), self.weight)
        return codes.shape[1] * of_patch

    def forecast(self, cut: Cut) -> Tensor:
        with self.autocast():
            return self.model.forecast(self.baseline(cut), cut.unit, cut.stimulus).float()

    def targets(self, cut: Cut) -> Tensor:
        """Codes of the response, `(observation, patch)`; always in single precision."""
        return self.model.targets(cut.signal)

    def inverse_shares(self) -> Tensor:
        """Patches of the training responses, over codes, over patches with a code; `(code,)`.

        A code without patches counts as if it had one; it has no loss in training.
        """
        number = len(self.model.pretrained.codebook.entries)
        counts = torch.zeros(number, device=self.device)
        for cut in self.all_of("train"):
            counts += torch.bincount(self.targets(cut).flatten(), minlength=number)
        return counts.sum() / (number * counts.clamp(min=1))
