"""The scripts that train forecasters, from sessions to weights that build their model again."""

import json
import runpy
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from pydantic import TypeAdapter

from neurodag.config import forecast as config
from neurodag.files import load_netcdf
from neurodag.models.forecast.build import build_forecast
from neurodag.models.forecast.competitors.build import build_competitor
from neurodag.models.weights import load_weights, save_weights
from tests.unit.training.forecast.responding import NETWORK, WINDOWS, save, session

SCRIPTS = Path(__file__).resolve().parents[4] / "workflow_scripts"
TRAINING = {"epochs": 1, "batch_size": 16, "learning_rate": 0.01}
COMMON = {"windows": WINDOWS.model_dump(mode="json"), "training": TRAINING}
PRETRAINING = COMMON | {"network": NETWORK.model_dump(mode="json")}


@pytest.fixture
def sessions(tmp_path):
    """Two session files, which differ in their units and presentations."""
    return save(tmp_path, session("mouse.1"), session("mouse.2", units=3, presentations=24))


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs a script in this process; returns its weights with their description."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")

    def run(script, name, settings, **options):
        options = {"seed": 1, "device": "cpu", "settings": json.dumps(settings)} | options
        options |= {"weights": tmp_path / f"{name}.safetensors", "history": tmp_path / f"{name}.nc"}
        given = [str(SCRIPTS / f"{script}.py"), "--state", str(tmp_path / f"{name}.pt")]
        for option, value in options.items():
            given += [f"--{option}", *map(str, value if isinstance(value, list) else [value])]
        monkeypatch.setattr(sys, "argv", given)
        runpy.run_path(given[0], run_name="__main__")
        return load_weights(tmp_path / f"{name}.safetensors")

    return run


@pytest.fixture
def pretrained(tmp_path, sessions, run):
    run("pretrain_quantformer", "old", PRETRAINING, sessions=sessions)
    return tmp_path / "old.safetensors"


def test_pretrained_weights_build_their_network_again(tmp_path, sessions, run, capsys):
    weights, description = run("pretrain_quantformer", "a", PRETRAINING, sessions=sessions)
    build_forecast(description).load_state_dict(weights)
    assert description["sessions"] == {"mouse.1": 5, "mouse.2": 3}
    assert (description["seed"], description["stimulus_names"]) == (1, None)
    assert np.isfinite(load_netcdf(tmp_path / "a.nc")["validation_r2"]).all()
    assert not (tmp_path / "a.pt").exists()
    assert "QuantFormer: " in capsys.readouterr().err


def test_the_order_of_the_files_does_not_matter(tmp_path, sessions, run):
    run("pretrain_quantformer", "a", PRETRAINING, sessions=sessions)
    run("pretrain_quantformer", "b", PRETRAINING, sessions=sessions[::-1])
    first, second = (tmp_path / f"{name}.safetensors" for name in "ab")
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    ("task", "score"),
    [
        ("activation", "validation_balanced_accuracy"),
        ("codes", "validation_correlation"),
        ("signals", "validation_correlation"),
    ],
)
def test_adapted_weights_build_their_network_again(
    tmp_path, sessions, run, pretrained, task, score
):
    still = COMMON | {"training": TRAINING | {"learning_rate": 1e-30}}
    options = {"session": sessions[0], "pretrained": pretrained, "task": task}
    options["stimuli"] = "drifting_gratings"
    weights, description = run("adapt_quantformer", "new", still, **options)
    build_forecast(description).load_state_dict(weights)
    assert score in load_netcdf(tmp_path / "new.nc")
    assert description["stimulus_names"] == ["drifting_gratings"]
    assert description["pretraining"]["sessions"] == {"mouse.1": 5, "mouse.2": 3}
    old, _ = load_weights(pretrained)
    encoder = [name for name in old if name.startswith("encoder.")]
    for name in encoder:
        torch.testing.assert_close(weights[name], old[name], rtol=0, atol=1e-6)
    assert encoder


def test_networks_that_do_not_fit_are_refused(tmp_path, sessions, run, pretrained):
    options = {"session": sessions[0], "pretrained": pretrained, "task": "codes"}
    windows = WINDOWS.model_copy(update={"f0_frames": 4}).model_dump(mode="json")
    with pytest.raises(SystemExit, match=r"old\.safetensors was .* windows\.f0_frames 5.* with 4"):
        run("adapt_quantformer", "new", COMMON | {"windows": windows}, **options)
    plain = PRETRAINING | {"network": PRETRAINING["network"] | {"quantizer": None}}
    run("pretrain_quantformer", "plain", plain, sessions=sessions)
    with pytest.raises(SystemExit, match=r"no quantizer .*forecast signals"):
        run(
            "adapt_quantformer",
            "new",
            COMMON,
            **options | {"pretrained": tmp_path / "plain.safetensors"},
        )
    save_weights({}, {"seed": 1, "masking": {}}, tmp_path / "other.safetensors")
    with pytest.raises(SystemExit, match=r"other\.safetensors holds no pre-trained QuantFormer"):
        run(
            "adapt_quantformer",
            "new",
            COMMON,
            **options | {"pretrained": tmp_path / "other.safetensors"},
        )


def test_other_thresholds_of_activation_are_no_other_signals(sessions, run, pretrained):
    windows = WINDOWS.model_copy(update={"active_gain": 0.2}).model_dump(mode="json")
    options = {"session": sessions[0], "pretrained": pretrained, "task": "activation"}
    _, description = run("adapt_quantformer", "new", COMMON | {"windows": windows}, **options)
    assert description["windows"]["active_gain"] == 0.2


def test_several_processes_are_refused(sessions, run):
    with pytest.raises(SystemExit, match=r"--processes 2: .* give --processes 1"):
        run("pretrain_quantformer", "a", PRETRAINING, sessions=sessions, processes=2)


@pytest.mark.parametrize("competitor", [{"kind": "nlinear"}, {"kind": "mean"}])
def test_competitors_that_forecast_are_built_again(tmp_path, sessions, run, competitor):
    settings = COMMON | {"competitor": competitor}
    weights, description = run(
        "train_competitor", "a", settings, session=sessions[0], task="signals"
    )
    again = build_competitor(
        TypeAdapter(config.Competitor).validate_python(description["competitor"]),
        units=description["units"],
        stimuli=description["stimuli"],
        windows=config.Windows(**description["windows"]),
    )
    again.load_state_dict(weights)
    history = load_netcdf(tmp_path / "a.nc")
    assert np.isfinite(history["validation_correlation"]).all() == (competitor["kind"] != "mean")
    assert history["train_loss"].attrs["long_name"] == "squared error per observation"


def test_what_needs_no_gradients_is_written_as_it_is(tmp_path, sessions, run):
    settings = COMMON | {"competitor": {"kind": "mean", "over": "responses_to_stimulus"}}
    options = {"session": sessions[0], "task": "signals"}
    weights, _ = run("train_competitor", "a", settings, **options)
    assert weights["mean"].any()
    history = load_netcdf(tmp_path / "a.nc")
    assert np.isnan(history["train_loss"]).all()
    assert history["validation_correlation"] > 0.9


def test_competitors_learn_labels_through_a_head(tmp_path, sessions, run):
    settings = COMMON | {"competitor": {"kind": "persistence"}}
    options = {"session": sessions[0], "task": "activation"}
    weights, description = run("train_competitor", "a", settings, **options)
    assert weights.keys() == {"head.weight", "head.bias"}
    assert description["predicts"] == "activation"
