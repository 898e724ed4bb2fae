"""From what weights say about themselves to the network."""

from collections.abc import Mapping
from typing import Any

from neurodag.config import forecast as config
from neurodag.models.forecast.autoencoder import QuantFormer
from neurodag.models.forecast.downstream import (
    ActivationClassifier,
    ResponseForecaster,
    SignalForecaster,
)

Network = QuantFormer | ActivationClassifier | ResponseForecaster | SignalForecaster
DOWNSTREAM: dict[str, type[ActivationClassifier | ResponseForecaster | SignalForecaster]] = {
    "activation": ActivationClassifier,
    "codes": ResponseForecaster,
    "signals": SignalForecaster,
}
"""Networks by what they predict."""


def build_forecast(description: Mapping[str, Any]) -> Network:
    """A network with fresh weights.

    `description` has the keys `baseline_frames`, `response_frames` and `network` (settings). One of
    a task also has `predicts` (a key of `DOWNSTREAM`), `units`, `stimuli` (their numbers) and
    `downstream` (settings).
    """
    baseline, response = description["baseline_frames"], description["response_frames"]
    pretrained = QuantFormer(baseline, response, config.ForecastNetwork(**description["network"]))
    if "predicts" not in description:
        return pretrained
    kind = DOWNSTREAM[description["predicts"]]
    settings = config.Downstream(**description["downstream"])
    return kind(pretrained, description["units"], description["stimuli"], settings)
