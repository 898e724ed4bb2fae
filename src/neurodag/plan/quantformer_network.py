"""The arithmetic of QuantFormer and of its competitors."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from neurodag.config.forecast import Competitor as CompetitorSettings
from neurodag.config.forecast import Downstream, ForecastNetwork
from neurodag.models.forecast.autoencoder import QuantFormer
from neurodag.models.forecast.build import DOWNSTREAM
from neurodag.models.forecast.competitors.activation import ActivationHead
from neurodag.models.forecast.competitors.base import Presentations, Task
from neurodag.models.forecast.competitors.build import COMPETITORS
from neurodag.models.forecast.downstream import ResponseForecaster
from neurodag.models.forecast.patches import cut
from neurodag.models.forecast.quantizer import nearest
from neurodag.plan.arithmetic import Arithmetic, flop_counter

Way = Callable[[], Tensor]


@dataclass(frozen=True)
class Network:
    """What the arithmetic of one item depends on.

    An item of a competitor is a presentation with all its units, and else the observation of one
    unit in one presentation.
    """

    settings: ForecastNetwork | CompetitorSettings
    baseline: int
    """Frames before the onset."""
    response: int
    """Frames from the onset on."""
    predicts: str = ""
    """The task; none in pre-training."""
    downstream: Downstream | None = None
    """Of adapted networks."""
    units: int = 1
    """Of a session, which make a competitor larger."""


def count(network: Network) -> Arithmetic:
    """The arithmetic of an item; validation is what makes its score.

    Without embeddings, which are no products. Raises ConfigError where settings do not fit the
    frames.
    """
    with torch.device("meta"):
        train, validate = ways(network)
        with flop_counter() as counter:
            made = train()
            if made.requires_grad:
                made.sum().backward()
            training = counter.get_total_flops()
        with flop_counter() as counter:
            validate()
            return Arithmetic(training, counter.get_total_flops())


def ways(network: Network) -> tuple[Way, Way]:
    """What an item goes through in training, from which gradients come back, and in validation."""
    if not isinstance(network.settings, ForecastNetwork):
        return of_competitor(network, network.settings)
    pretrained = QuantFormer(network.baseline, network.response, network.settings)
    signals = torch.empty(1, network.baseline + network.response)
    if network.downstream is None:
        return (lambda: pretrained.decode(coded(pretrained, signals)),) * 2
    model = DOWNSTREAM[network.predicts](pretrained, 1, 1, network.downstream)
    first = torch.zeros(1, dtype=torch.int64)

    def predict() -> Tensor:
        return model(signals[:, : network.baseline], first, first)

    if not isinstance(model, ResponseForecaster):
        return predict, predict

    def learn_codes() -> Tensor:
        with torch.no_grad():
            coded(model.pretrained, signals)
        return predict()

    def forecast() -> Tensor:
        predict()
        return model.pretrained.decode(coded(model.pretrained, signals))

    return learn_codes, forecast


def coded(network: QuantFormer, signals: Tensor) -> Tensor:
    """What the encoder makes of signals, whose nearest codes are found if there are any."""
    tokens = network.encoder(cut(signals, network.settings.patch))
    if network.quantizer is not None:
        nearest(tokens.detach(), network.quantizer.placed().detach())
    return tokens


def of_competitor(network: Network, settings: CompetitorSettings) -> tuple[Way, Way]:
    task = Task(network.units, 1, network.baseline, network.response)
    competitor = COMPETITORS[settings.kind](task, settings)
    shown = Presentations(
        baseline=torch.empty(1, network.baseline, network.units),
        stimulus=torch.zeros(1, dtype=torch.int64),
        response=torch.empty(1, network.response, network.units),
    )
    if network.predicts == "activation":
        model = ActivationHead(competitor, network.response)
        return (lambda: model(shown.baseline, shown.stimulus),) * 2
    return (
        lambda: competitor.training_forward(shown),
        lambda: competitor(shown.baseline, shown.stimulus),
    )
