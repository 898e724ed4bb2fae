"""From the weights of a forecaster and a session to both, ready to be asked about its test part."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import torch
import xarray as xr
from torch import Generator, Tensor

from neurodag.config.forecast import TaskTraining, Windows
from neurodag.errors import NeurodagError, SessionError
from neurodag.models.forecast.build import build_forecast
from neurodag.models.weights import load_weights
from neurodag.training.devices import generator
from neurodag.training.forecast.classification import Activation
from neurodag.training.forecast.competitor import CompetitorActivation, CompetitorForecasting
from neurodag.training.forecast.forecasting import (
    Forecasting,
    ForecastingCodes,
    ForecastingSignals,
)
from neurodag.training.forecast.observations import Observations, observations_of

QUANTFORMER: dict[str, type[Activation | Forecasting]] = {
    "activation": Activation,
    "codes": ForecastingCodes,
    "signals": ForecastingSignals,
}
COMPETITOR: dict[str, type[Activation | Forecasting]] = {
    "activation": CompetitorActivation,
    "signals": CompetitorForecasting,
}
"""Tasks by what networks predict."""


class Trained(NamedTuple):
    """A trained forecaster, and the test presentations of a stimulus in its session."""

    task: Activation | Forecasting
    """What it was trained for."""
    test: Tensor
    """Position among the presentations that are observed, `(item,)`."""
    session: str
    stimulus: str
    description: dict[str, Any]
    """What the weights say of themselves."""

    @property
    def observed(self) -> Observations:
        return self.task.observed

    def batches(self) -> Iterator[Tensor]:
        """Test presentations in the order of time, as many at a time as in training."""
        return iter(self.test.split(self.task.settings.batch_size))

    def finite(self, said: Tensor) -> Tensor:
        """What the forecaster says; NeurodagError where it is not finite."""
        if not said.isfinite().all():
            raise NeurodagError(
                f"What is forecast for session {self.session} is not all finite: training has "
                "probably diverged; train with a smaller learning rate."
            )
        return said

    def draw(self, purpose: str) -> Generator:
        """Randomness that is the same for all forecasters of these test presentations."""
        return generator(self.session, self.stimulus, purpose)


def open_trained(
    weights: Path, session: xr.Dataset, stimulus: str, device: torch.device
) -> Trained:
    """The forecaster whose weights lie in the file `weights`, to be asked about a `stimulus`.

    Raises NeurodagError if the weights are not of a task on this session with this stimulus, and
    SessionError if it has no test presentation.
    """
    tensors, description = load_weights(weights)
    name = session.attrs["session_id"]
    if "predicts" not in description:
        raise NeurodagError(
            f"{weights} holds no network that forecasts one session; give weights that "
            "workflow_scripts/adapt_quantformer.py or train_competitor.py has written."
        )
    if name not in description["sessions"]:
        raise NeurodagError(
            f"{weights} was trained on {', '.join(description['sessions'])}, but the session given "
            f"is {name}; give the one that it was trained on."
        )
    windows = Windows(**description["windows"])
    observed = observations_of(session, windows, device, description["stimulus_names"])
    _check_same(weights, name, description, observed)

    network = build_forecast(description)
    network.load_state_dict(tensors)
    kinds = COMPETITOR if "competitor" in description else QUANTFORMER
    training = TaskTraining(**description["training"])
    task = kinds[description["predicts"]](network.eval().to(device), observed, training)
    test = _test_presentations(observed, stimulus, weights, name)
    return Trained(task, test, name, stimulus, description)


def _check_same(
    weights: Path, name: str, description: dict[str, Any], observed: Observations
) -> None:
    """Raises NeurodagError unless the file has the units and stimuli that were trained on."""
    here = {"units (unit)": observed.units, "stimuli (condition)": len(observed.conditions)}
    there = description["units"], description["stimuli"]
    for (what, ours), theirs in zip(here.items(), there, strict=True):
        if ours != theirs:
            raise NeurodagError(
                f"{weights} was trained on session {name} with {theirs} {what}, but the file given "
                f"has {ours}; give the file that it was trained on."
            )


def _test_presentations(observed: Observations, stimulus: str, weights: Path, name: str) -> Tensor:
    """Those of a stimulus, `(item,)`."""
    shown = [kind for kind, _ in observed.conditions]
    if stimulus not in shown:
        raise NeurodagError(
            f"{weights} was trained on {', '.join(sorted(set(shown)))}, but is to be evaluated on "
            f"{stimulus}; give --stimulus one that it was trained on."
        )
    test = observed.of("test")
    mine = torch.tensor([kind == stimulus for kind in shown], device=test.device)
    test = test[mine[observed.stimulus[test]]]
    if not len(test):
        windows = observed.traces.windows
        raise SessionError(
            f"Session {name} has no test presentation of {stimulus} (split) whose window of "
            f"{windows.baseline_frames} frames before and {windows.response_frames} after the "
            "onset (onset_frame) lies within the recording; prepare it with a larger share of test "
            "presentations."
        )
    return test
