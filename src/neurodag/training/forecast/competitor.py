"""Competitors of QuantFormer, as tasks for `fit`: they see all units of a presentation at once."""

from collections.abc import Iterator
from typing import Literal

from torch import Tensor
from torch.nn import functional

from neurodag.config.forecast import CompetitorRun
from neurodag.models.forecast.competitors.activation import ActivationHead
from neurodag.models.forecast.competitors.base import Competitor, Presentations
from neurodag.models.forecast.competitors.build import build_competitor
from neurodag.training.forecast.classification import Activation
from neurodag.training.forecast.forecasting import Forecasting
from neurodag.training.forecast.observations import Cut, Observations

Predicted = Literal["activation", "signals"]


def whole(observed: Observations, cut: Cut) -> Presentations:
    """The presentations of a cut that has all their units, those of the first presentation first.

    They are what competitors are given.
    """
    signal = cut.signal.unflatten(0, (-1, observed.units)).mT
    before = observed.traces.windows.baseline_frames
    return Presentations(signal[:, :before], cut.stimulus[:: observed.units], signal[:, before:])


def training_presentations(observed: Observations, at_once: int) -> Iterator[Presentations]:
    """Each once, so many at a time."""
    for some in observed.of("train").split(at_once):
        yield whole(observed, observed.cut(*observed.every_unit(some)))


class CompetitorForecasting(Forecasting):
    """Forecast the response by least squares (Table 2)."""

    loss_name = "squared error per observation"
    loss_units = "1"

    model: Competitor

    def loss(self, cut: Cut) -> Tensor:
        shown = whole(self.observed, cut)
        with self.autocast():
            forecast = self.model.training_forward(shown).float()
        return functional.mse_loss(forecast, shown.response)

    def forecast(self, cut: Cut) -> Tensor:
        shown = whole(self.observed, cut)
        with self.autocast():
            forecast = self.model(shown.baseline, shown.stimulus).float()
        return forecast.mT.flatten(0, 1)


class CompetitorActivation(Activation):
    """Tell active from inactive (Table 1)."""

    model: ActivationHead

    def logits(self, cut: Cut) -> Tensor:
        shown = whole(self.observed, cut)
        with self.autocast():
            return self.model(shown.baseline, shown.stimulus).float().flatten(0, 1)


def competition(
    predicted: Predicted, observed: Observations, run: CompetitorRun
) -> CompetitorForecasting | CompetitorActivation:
    """The task, whose model is on the device of the observations; new weights are drawn.

    What the competitor learns without gradients, it has learnt.
    """
    device, training = observed.start.device, run.training
    competitor = build_competitor(
        run.competitor,
        units=observed.units,
        stimuli=len(observed.conditions),
        windows=run.windows,
    ).to(device)
    competitor.fit(training_presentations(observed, training.batch_size))
    if predicted == "signals":
        return CompetitorForecasting(competitor, observed, training)
    head = ActivationHead(competitor, run.windows.response_frames).to(device)
    return CompetitorActivation(head, observed, training)
