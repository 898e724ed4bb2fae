"""From a pre-trained network to one that learns a task on a session (QuantFormer, section 3.4)."""

from pathlib import Path
from typing import Any, Literal

from neurodag.config.forecast import DownstreamRun, ForecastNetwork, Windows
from neurodag.errors import ConfigError, NeurodagError
from neurodag.models.forecast.autoencoder import QuantFormer
from neurodag.models.forecast.downstream import (
    ActivationClassifier,
    ResponseForecaster,
    SignalForecaster,
)
from neurodag.models.weights import load_weights
from neurodag.training.forecast.classification import Activation
from neurodag.training.forecast.forecasting import ForecastingCodes, ForecastingSignals
from neurodag.training.forecast.observations import Observations

Predicted = Literal["activation", "codes", "signals"]
SIGNAL = (
    *("signal", "frame_rate_hz", "baseline_frames", "response_frames"),
    *("f0_frames", "f0_floor"),
)
"""Settings of windows that decide what a network is shown."""


def load_pretrained(path: Path, windows: Windows) -> tuple[QuantFormer, dict[str, Any]]:
    """The pre-trained network in `path`, and what it says of itself.

    Raises NeurodagError where that is another kind of weights; ConfigError where it saw signals of
    other `windows`.
    """
    weights, origin = load_weights(path)
    if "masked_weight" not in origin:  # which only pre-training has
        raise NeurodagError(
            f"{path} holds no pre-trained QuantFormer, but other weights; give those that its "
            "pre-training has written."
        )
    ours = windows.model_dump(mode="json")
    for key in SIGNAL:
        if ours[key] != origin["windows"][key]:
            raise ConfigError(
                f"{path} was pre-trained with windows.{key} {origin['windows'][key]}, but is to be "
                f"adapted with {ours[key]}; give both the same windows."
            )
    network = QuantFormer(
        origin["baseline_frames"], origin["response_frames"], ForecastNetwork(**origin["network"])
    )
    network.load_state_dict(weights)
    return network, origin


def begin_with(path: Path | None, run: DownstreamRun) -> tuple[QuantFormer, dict[str, Any] | None]:
    """The pre-trained network in `path`, and on what it was pre-trained.

    Without a path, the network of the settings with fresh weights, and None. Raises ConfigError
    where there is neither or both, and what `load_pretrained` does.
    """
    if path is None and run.network is not None:
        windows = run.windows
        return QuantFormer(windows.baseline_frames, windows.response_frames, run.network), None
    if path is None or run.network is not None:
        raise ConfigError(
            "A task begins either with pre-trained weights (--pretrained) or with fresh ones of "
            "a network (network in the settings); give one of the two."
        )
    network, origin = load_pretrained(path, run.windows)
    return network, {key: origin[key] for key in ("sessions", "stimulus_names", "seed")}


def adaptation(
    pretrained: QuantFormer, predicted: Predicted, observed: Observations, run: DownstreamRun
) -> Activation | ForecastingCodes | ForecastingSignals:
    """The task, whose model is on the device of the observations; new weights are drawn.

    Raises ConfigError where codes are asked for, but the pre-trained network has none.
    """
    shape = observed.units, len(observed.conditions), run.downstream
    device = observed.start.device
    if predicted == "activation":
        classifier = ActivationClassifier(pretrained, *shape).to(device)
        return Activation(classifier, observed, run.training)
    if predicted == "signals":
        forecaster = SignalForecaster(pretrained, *shape).to(device)
        return ForecastingSignals(forecaster, observed, run.training)
    if pretrained.quantizer is None:
        raise ConfigError(
            "The pre-trained network has no quantizer (network.quantizer is null), and so no codes "
            "to forecast; forecast signals."
        )
    by_codes = ResponseForecaster(pretrained, *shape).to(device)
    return ForecastingCodes(by_codes, observed, run.training, balanced=run.balance_codes)
