"""What a network predicts, as one array, and the example that shows it unit by unit."""

import runpy
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
import xarray as xr

from neurodag.config import Decoding, Evaluation
from neurodag.errors import NeurodagError
from neurodag.evaluation.evaluate import evaluate_network
from neurodag.evaluation.predict import predict_rates
from neurodag.evaluation.tasks import TASKS
from neurodag.models.build import build_network
from neurodag.models.weights import save_weights
from neurodag.sessions import save_session
from tests.factories import spikes_session

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "predict.py"
SETTINGS = Evaluation(decoding=Decoding(choice_penalties=(1.0,), whisker_alphas=(10.0,), folds=2))
RUN = {
    "architecture": "ndt1",
    "sessions": {"spikes_a": 5},
    "bins": 10,
    "prompts": 4,
    "seed": 3,
    "scheme": "mtm_prompted",
    "mask_ratio": 0.2,
    "model": {"blocks": 1, "width": 16, "heads": 2, "feedforward": 16},
}


@pytest.fixture
def session() -> xr.Dataset:
    session = spikes_session(trials=30, bins=10)
    session["split"] = "trial", np.repeat([0, 1, 2], [18, 4, 8]).astype("int8")
    return session


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    torch.manual_seed(0)
    save_weights(build_network(RUN).state_dict(), RUN, tmp_path / "weights.safetensors")
    return tmp_path / "weights.safetensors"


def test_rates_are_those_that_evaluations_score(session, weights):
    rates = predict_rates(weights, session)
    assert dict(rates.sizes) == {"task": len(TASKS), "trial": 8, "time": 10, "unit": 5}
    scored = evaluate_network(weights, session, SETTINGS, torch.device("cpu"))["predicted_rate_hz"]
    xr.testing.assert_allclose(rates.mean("trial", skipna=False), scored, rtol=1e-5)
    assert (rates.attrs["units"], rates.attrs["scheme"]) == ("Hz", "mtm_prompted")


def test_another_part_has_its_own_trials(session, weights):
    assert predict_rates(weights, session, "validation").sizes["trial"] == 4


def test_weights_of_another_session_are_refused(session, weights):
    with pytest.raises(NeurodagError, match="was trained on spikes_a, but the session given is b"):
        predict_rates(weights, session.assign_attrs(session_id="b"))


def test_the_example_sets_predicted_beside_recorded_rates(
    session, weights, tmp_path, monkeypatch, capsys
):
    save_session(session, tmp_path / "session.nc")
    monkeypatch.setattr(sys, "argv", [str(EXAMPLE), str(weights), str(tmp_path / "session.nc")])
    runpy.run_path(str(EXAMPLE))
    head, *units = capsys.readouterr().out.splitlines()
    assert head.split() == ["region", "predicted", "recorded", "correlation"]
    recorded = session["spike_count"][22:].mean(["trial", "time"]) / 0.02
    shown = [float(line.split()[3]) for line in units[1:]]
    np.testing.assert_allclose(shown, recorded, atol=0.006)
    assert len(EXAMPLE.read_text().splitlines()) < 20
