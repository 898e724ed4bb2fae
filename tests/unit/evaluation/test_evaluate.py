"""From weights or a reference and a session to its evaluation."""

import numpy as np
import pytest
import torch
import xarray as xr

from neurodag import config
from neurodag.errors import NeurodagError
from neurodag.evaluation.evaluate import evaluate_network, evaluate_reference
from neurodag.evaluation.tasks import TASKS
from neurodag.models.ndt1 import NDT1
from neurodag.models.weights import save_weights
from tests.factories import spikes_session

REGIONS = ("CA1", "CA1", "VIS", "VIS", "PO")
MODEL = config.NDT1(blocks=1, width=16, heads=2, feedforward=16)
SETTINGS = config.Evaluation(
    decoding=config.Decoding(choice_penalties=(1.0,), whisker_alphas=(10.0,), folds=2)
)
ORIGIN = {
    "session_id": "spikes_a",
    "dataset": "factory",
    "subject": "mouse_1",
    "alignment_event": "stimulus_onset",
}


@pytest.fixture
def session():
    session = spikes_session(trials=30, bins=10, regions=REGIONS)
    session["split"] = "trial", np.repeat([0, 1, 2], [18, 4, 8]).astype("int8")
    return session


@pytest.fixture
def weights(tmp_path):
    torch.manual_seed(0)
    run = {"session_id": "spikes_a", "units": 5, "bins": 10, "prompts": 4, "seed": 3}
    run |= {"scheme": "mtm_prompted", "mask_ratio": 0.2, "model": MODEL.model_dump()}
    model = NDT1(5, 10, MODEL, prompts=4)
    save_weights(model.state_dict(), run, tmp_path / "weights.safetensors")
    return tmp_path / "weights.safetensors"


def test_network(session, weights):
    result = evaluate_network(weights, session, SETTINGS, torch.device("cpu"))
    about = {"model": "ndt1", "scheme": "mtm_prompted", "mask_ratio": 0.2, "seed": 3}
    assert result.attrs == ORIGIN | about
    assert result["task"].values.tolist() == list(TASKS)
    test_trials = session["spike_count"].values[22:]
    assert (result["spikes"][0] == test_trials.sum(axis=(0, 1))).all()
    assert result["choice_accuracy"].attrs["status"] == "scored"
    assert np.isfinite(result["whisker_motion_energy_r2"])


def test_dropout_is_off(session, weights):
    results = [evaluate_network(weights, session, SETTINGS, torch.device("cpu")) for _ in range(2)]
    assert results[0].identical(results[1])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda s: s.isel(unit=slice(4)), "units 5, but the session given has units 4"),
        (lambda s: s.isel(time=slice(8)), "bins 10, but the session given has bins 8"),
        (lambda s: s.assign_attrs(session_id="b"), "session_id spikes_a, .* has session_id b"),
    ],
)
def test_weights_of_another_session(session, weights, change, message):
    with pytest.raises(NeurodagError, match=rf"weights\.safetensors was trained on .*{message}"):
        evaluate_network(weights, change(session), SETTINGS, torch.device("cpu"))


@pytest.mark.parametrize("reference", ["psth", "linear", "truth"])
def test_references(session, reference):
    rate = np.full(session["spike_count"].shape, 20.0)
    truth = xr.Dataset({"rate_hz": (("trial", "time", "unit"), rate)})
    result = evaluate_reference(reference, session, SETTINGS, truth)
    assert {key: result.attrs[key] for key in ORIGIN} == ORIGIN
    assert result.attrs["model"] == reference
    assert result.attrs["scheme"] == ""
    assert result["status"].sel(task="intra_region").values.tolist() == [0, 0, 0, 0, 2]
    scored = result["status"].values == 0
    assert np.isfinite(result["bits_per_spike"].values[scored]).all()
    if reference == "truth":
        predicted = result["predicted_rate_hz"].sel(task="co_smoothing")
        np.testing.assert_allclose(predicted, 20, rtol=1e-5)
    if reference != "linear":
        assert result["choice_accuracy"] == result["choice_chance"], "nothing to decode from"


def test_truth_of_a_recorded_session(session):
    with pytest.raises(NeurodagError, match="session spikes_a are not known: only simulated"):
        evaluate_reference("truth", session, SETTINGS)
