"""From weights or a reference and a session to its evaluation."""

import numpy as np
import pytest
import torch
import xarray as xr

from neurodag import config
from neurodag.errors import NeurodagError
from neurodag.evaluation.evaluate import evaluate_network, evaluate_reference
from neurodag.evaluation.tasks import TASKS
from neurodag.models.build import build_network
from neurodag.models.weights import save_weights
from tests.factories import spikes_session

REGIONS = ("CA1", "CA1", "VIS", "VIS", "PO")
MODEL = {"blocks": 1, "width": 16, "heads": 2, "feedforward": 16}
SETTINGS = config.Evaluation(
    decoding=config.Decoding(choice_penalties=(1.0,), whisker_alphas=(10.0,), folds=2)
)
RUN = {
    "architecture": "ndt1",
    "sessions": {"spikes_a": 5},
    "bins": 10,
    "prompts": 4,
    "seed": 3,
    "scheme": "mtm_prompted",
    "mask_ratio": 0.2,
    "model": MODEL,
}
CPU = torch.device("cpu")
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
    return written(tmp_path, RUN)


def written(folder, run):
    torch.manual_seed(0)
    path = folder / "weights.safetensors"
    save_weights(build_network(run).state_dict(), run, path)
    return path


def test_network(session, weights):
    result = evaluate_network(weights, session, SETTINGS, CPU)
    about = {"model": "ndt1", "scheme": "mtm_prompted", "mask_ratio": 0.2, "seed": 3}
    assert result.attrs == ORIGIN | about | {"pretraining_sessions": 0, "part": "test"}
    assert result["task"].values.tolist() == list(TASKS)
    test_trials = session["spike_count"].values[22:]
    assert (result["spikes"][0] == test_trials.sum(axis=(0, 1))).all()
    assert result["choice_accuracy"].attrs["status"] == "scored"
    assert np.isfinite(result["whisker_motion_energy_r2"])


def test_validation_trials_are_scored_without_behaviour(session, weights):
    network = evaluate_network(weights, session, SETTINGS, CPU, "validation")
    as_test = session.assign(split=session["split"].copy(data=np.repeat([0, 2, 1], [18, 4, 8])))
    same_trials = evaluate_network(weights, as_test, SETTINGS, CPU)
    for result in (network, evaluate_reference("psth", session, SETTINGS, part="validation")):
        assert result.attrs["part"] == "validation"
        assert (result["spikes"] == same_trials["spikes"]).all()
        assert "choice_accuracy" not in result
    xr.testing.assert_equal(network["bits_per_spike"], same_trials["bits_per_spike"])


def test_the_linear_reference_is_the_same_on_both_parts(session):
    """Validation trials choose its penalties, whichever trials are scored."""
    twice = session.isel(trial=[*range(22), *range(18, 22)])
    twice["split"] = "trial", np.repeat([0, 1, 2], [18, 4, 4]).astype("int8")
    few = SETTINGS.model_copy(update={"linear": config.LinearReference(penalties=(10.0, 1e3))})
    test, validation = (
        evaluate_reference("linear", twice, few, part=part) for part in ("test", "validation")
    )
    xr.testing.assert_allclose(test["bits_per_spike"], validation["bits_per_spike"])


def test_dropout_is_off(session, weights):
    results = [evaluate_network(weights, session, SETTINGS, CPU) for _ in range(2)]
    assert results[0].identical(results[1])


@pytest.mark.parametrize("architecture", ["ndt1_stitch", "ndt2"])
def test_network_of_many_sessions(session, tmp_path, architecture):
    sessions = {"spikes_a": 5, "spikes_b": 7}
    many = {"architecture": architecture, "sessions": sessions, "pretraining_sessions": 34}
    result = evaluate_network(written(tmp_path, RUN | many), session, SETTINGS, CPU)
    assert result.attrs["model"] == architecture
    assert result.attrs["pretraining_sessions"] == 34
    assert np.isfinite(result["bits_per_spike"].sel(task="co_smoothing")).all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda s: s.isel(unit=slice(4)), "session spikes_a with 5 units, but .* given has 4"),
        (lambda s: s.isel(time=slice(8)), "session spikes_a with 10 bins, but .* given has 8"),
        (lambda s: s.assign_attrs(session_id="b"), "spikes_a, but the session given is b; give"),
    ],
)
def test_weights_of_another_session(session, weights, change, message):
    with pytest.raises(NeurodagError, match=rf"weights\.safetensors was trained on {message}"):
        evaluate_network(weights, change(session), SETTINGS, CPU)


def test_weights_that_do_not_say_what_they_are(session, tmp_path):
    save_weights({}, {"bins": 10, "model": MODEL, "prompts": 0}, tmp_path / "weights")
    with pytest.raises(NeurodagError, match=r"weights does not say .*: architecture, sessions;"):
        evaluate_network(tmp_path / "weights", session, SETTINGS, CPU)


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
