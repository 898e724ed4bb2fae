"""What trained networks predict, of sessions with and without behaviour and positions."""

import json

import numpy as np
import pytest
import torch

from neurodag.config.vision import VisionNetwork as Settings
from neurodag.errors import NeurodagError
from neurodag.evaluation.vision import network as predicting
from neurodag.evaluation.vision.network import predict_network
from neurodag.models.vision.network import VisionNetwork
from neurodag.models.weights import save_weights
from neurodag.sessions import add_split
from neurodag.training.vision.recordings import recording_of
from tests.factories import images_session

CPU = torch.device("cpu")
CORE = {
    "kind": "vit",
    "patch": 4,
    "stride": 2,
    "blocks": 1,
    "heads": 2,
    "width": 8,
    "feedforward": 16,
}
SETTINGS = Settings.model_validate_json(json.dumps({"core": CORE, "size": [8, 12]}))


def session_called(name: str = "a", **changes):
    made = images_session(size=(8, 12), session_id=name, **changes)
    return add_split(made, seed=0, fractions=(0.5, 0.2, 0.3))


def weights_of(path, *sessions, gray=False, **description):
    """Fresh weights of a network for some sessions."""
    animals = {
        each.attrs["session_id"]: recording_of(each, CPU, gray=gray).animal for each in sessions
    }
    torch.manual_seed(0)
    network = VisionNetwork(animals, SETTINGS)
    about = {
        "sessions": {name: animal.described() for name, animal in animals.items()},
        "network": SETTINGS.model_dump(mode="json"),
        "seed": 3,
        "gray": gray,
        "samples": None,
    }
    save_weights(network.state_dict(), about | description, path)
    return network.eval()


@pytest.mark.parametrize("behavior", [True, False])
def test_predictions_are_the_networks_own_of_each_trial(tmp_path, monkeypatch, behavior):
    session = session_called(behavior=behavior)
    if not behavior:
        session = session.drop_vars("unit_position")
    network = weights_of(tmp_path / "w", session)
    monkeypatch.setitem(predicting.TRIALS_AT_ONCE, "cpu", 5)
    found = predict_network(tmp_path / "w", session, "v1t", CPU)
    trials = np.flatnonzero(session["split"].values)
    assert found["trial"].values.tolist() == trials.tolist()
    recording = recording_of(session, CPU)
    for place in (0, 7, len(trials) - 1):
        trial = torch.tensor([trials[place]])
        with torch.no_grad():
            drive = network(
                recording.pictures(trial), session="a", behavior=recording.states(trial)
            )[0].numpy()
        np.testing.assert_allclose(found["drive"][place], drive, atol=1e-5)
        plainly = np.where(drive > 0, drive + 1, np.exp(drive))
        np.testing.assert_allclose(found["expected"][place], plainly, atol=1e-5)


def test_predictions_say_what_made_them(tmp_path):
    first, second = session_called("a"), session_called("b", units=5)
    weights_of(tmp_path / "w", first, second, samples=6)
    about = predict_network(tmp_path / "w", second, "v1t", CPU).attrs
    assert (about["session_id"], about["model"], about["seed"]) == ("b", "v1t", 3)
    assert (about["training"], about["samples"], about["gray"]) == ("together", 6, 0)
    weights_of(tmp_path / "w", first)
    assert predict_network(tmp_path / "w", first, "v1t", CPU).attrs["training"] == "alone"
    weights_of(tmp_path / "w", first, pretraining={"sessions": {}})
    assert predict_network(tmp_path / "w", first, "v1t", CPU).attrs["training"] == "transfer"


def test_coloured_images_are_gray_for_networks_of_gray_images(tmp_path):
    session = session_called()
    colored = session.drop_vars("image").assign(image=session["image"].isel(channel=[0, 0]))
    weights_of(tmp_path / "w", colored, gray=True)
    found = predict_network(tmp_path / "w", colored, "v1t", CPU)
    assert found.attrs["gray"] == 1
    weights_of(tmp_path / "grey", session)
    same = predict_network(tmp_path / "grey", session, "v1t", CPU)
    np.testing.assert_allclose(found["expected"], same["expected"], atol=1e-5)


def test_weights_of_other_sessions_are_refused(tmp_path):
    session = session_called("a")
    weights_of(tmp_path / "w", session)
    with pytest.raises(NeurodagError, match=r"was trained on a, but the session given is b"):
        predict_network(tmp_path / "w", session_called("b"), "v1t", CPU)
    with pytest.raises(NeurodagError, match=r"with units 3, but the file given has 4"):
        predict_network(tmp_path / "w", session_called("a", units=4), "v1t", CPU)
    with pytest.raises(NeurodagError, match=r"with behavior \['pupil_size', .* given has \[\]"):
        predict_network(tmp_path / "w", session_called("a", behavior=False), "v1t", CPU)
    save_weights({}, {"architecture": "ndt1"}, tmp_path / "w")
    with pytest.raises(NeurodagError, match="holds no network from images to responses"):
        predict_network(tmp_path / "w", session, "v1t", CPU)


def test_diverged_networks_are_told(tmp_path):
    session = session_called()
    network = weights_of(tmp_path / "w", session)
    tensors = {name: torch.full_like(each, torch.nan) for name, each in network.named_parameters()}
    about = {
        "sessions": {"a": recording_of(session, CPU).animal.described()},
        "network": SETTINGS.model_dump(mode="json"),
        "seed": 0,
        "gray": False,
        "samples": None,
    }
    save_weights(network.state_dict() | tensors, about, tmp_path / "w")
    with pytest.raises(NeurodagError, match=r"v1t predicts are not all finite: .* diverged"):
        predict_network(tmp_path / "w", session, "v1t", CPU)
