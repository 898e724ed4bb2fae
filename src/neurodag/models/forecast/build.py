"""From what weights say about themselves to the network."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from neurodag.config import forecast as config
from neurodag.models.forecast.autoencoder import QuantFormer
from neurodag.models.forecast.competitors.activation import ActivationHead
from neurodag.models.forecast.competitors.base import Competitor
from neurodag.models.forecast.competitors.build import build_competitor
from neurodag.models.forecast.downstream import (
    ActivationClassifier,
    ResponseForecaster,
    SignalForecaster,
)

Adapted = ActivationClassifier | ResponseForecaster | SignalForecaster
DOWNSTREAM: dict[str, type[Adapted]] = {
    "activation": ActivationClassifier,
    "codes": ResponseForecaster,
    "signals": SignalForecaster,
}
"""Networks by what they predict."""


def build_forecast(
    description: Mapping[str, Any],
) -> QuantFormer | Adapted | Competitor | ActivationHead:
    """A network with fresh weights.

    `description` has the keys `baseline_frames`, `response_frames` and `network` (settings). One of
    a task also has `predicts` (a key of `DOWNSTREAM`), `units`, `stimuli` (their numbers) and
    `downstream` (settings). A competitor instead has `predicts` (`activation` or `signals`),
    `units`, `stimuli`, `windows` and `competitor` (settings).
    """
    if "competitor" in description:
        return _competitor(description)
    baseline, response = description["baseline_frames"], description["response_frames"]
    pretrained = QuantFormer(baseline, response, config.ForecastNetwork(**description["network"]))
    if "predicts" not in description:
        return pretrained
    kind = DOWNSTREAM[description["predicts"]]
    settings = config.Downstream(**description["downstream"])
    return kind(pretrained, description["units"], description["stimuli"], settings)


def _competitor(description: Mapping[str, Any]) -> Competitor | ActivationHead:
    """As it is, or with the head that predicts activation."""
    settings: config.Competitor = TypeAdapter(config.Competitor).validate_python(
        description["competitor"]
    )
    windows = config.Windows(**description["windows"])
    units, stimuli = description["units"], description["stimuli"]
    competitor = build_competitor(settings, units=units, stimuli=stimuli, windows=windows)
    if description["predicts"] == "signals":
        return competitor
    return ActivationHead(competitor, windows.response_frames)
