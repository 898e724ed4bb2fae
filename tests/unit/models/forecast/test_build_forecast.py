"""Networks again from what their weights say."""

import json

import pytest
import torch

from neurodag.config.forecast import Downstream, Windows
from neurodag.config.forecast.competitors import LSTM, Mean
from neurodag.models.forecast.build import DOWNSTREAM, build_forecast
from neurodag.models.forecast.competitors.activation import ActivationHead
from neurodag.models.forecast.competitors.build import build_competitor
from neurodag.models.weights import load_weights, save_weights
from tests.unit.models.forecast.networks import (
    BASELINE,
    RESPONSE,
    STIMULI,
    UNITS,
    network,
    settings,
    some_baselines,
    some_signals,
    some_stimuli,
    some_units,
)


def pretraining(**changes: object) -> dict[str, object]:
    return {
        "baseline_frames": BASELINE,
        "response_frames": RESPONSE,
        "network": settings(**changes).model_dump(mode="json"),
    }


def again(model, description, path):
    """The network, written and read."""
    save_weights(model.state_dict(), description, path)
    weights, described = load_weights(path)
    assert described == json.loads(json.dumps(description))
    built = build_forecast(described).eval()
    built.load_state_dict(weights)
    assert type(built) is type(model)
    return built


@pytest.mark.parametrize("changes", [{}, {"quantizer": None}], ids=["codes", "AE"])
def test_a_pretrained_network(changes, tmp_path):
    model = network(**changes)
    built = again(model, pretraining(**changes), tmp_path / "weights")
    assert torch.equal(built(some_signals()).signals, model(some_signals()).signals)


@pytest.mark.parametrize("predicts", DOWNSTREAM)
@pytest.mark.parametrize("chosen", [{}, {"tune": "prompts", "head": "linear", "unit_token": False}])
def test_a_network_of_a_task(predicts, chosen, tmp_path):
    task = Downstream(**chosen)
    model = DOWNSTREAM[predicts](network(), UNITS, STIMULI, task).eval()
    description = pretraining() | {
        "predicts": predicts,
        "units": UNITS,
        "stimuli": STIMULI,
        "downstream": task.model_dump(mode="json"),
    }
    built = again(model, description, tmp_path / "weights")
    observations = some_baselines(), some_units(), some_stimuli()
    assert torch.equal(built(*observations), model(*observations))
    if predicts != "activation":
        assert torch.equal(built.forecast(*observations), model.forecast(*observations))
    learns = [name for name, weights in model.named_parameters() if weights.requires_grad]
    assert learns == [name for name, weights in built.named_parameters() if weights.requires_grad]


@pytest.mark.parametrize("head", [False, True], ids=["signals", "activation"])
@pytest.mark.parametrize(
    "chosen", [LSTM(kind="lstm", width=8), Mean(kind="mean", over="responses_to_stimulus")]
)
def test_a_competitor(chosen, head, tmp_path):
    windows = Windows(
        **{"baseline_frames": BASELINE, "response_frames": RESPONSE, "f0_frames": BASELINE},
        **{"active_frames": RESPONSE, "active_frames_of": {}},
    )
    model = build_competitor(chosen, units=UNITS, stimuli=STIMULI, windows=windows)
    if chosen.kind == "mean":
        model.mean.normal_()
    if head:
        model = ActivationHead(model, RESPONSE)
    description = {
        "predicts": "activation" if head else "signals",
        "units": UNITS,
        "stimuli": STIMULI,
        "windows": windows.model_dump(mode="json"),
        "competitor": chosen.model_dump(mode="json"),
    }
    built = again(model.eval(), description, tmp_path / "weights")
    baseline = some_baselines()[:, :, None].expand(-1, -1, UNITS)
    assert torch.equal(built(baseline, some_stimuli()), model(baseline, some_stimuli()))
