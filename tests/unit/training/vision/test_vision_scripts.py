"""The scripts that train networks from images to responses."""

import json
import os
import runpy
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from neurodag.files import load_netcdf
from neurodag.models.vision.build import build_vision
from neurodag.models.weights import load_weights
from tests.unit.training.vision.planted import CNN, VIT, save, session

SCRIPTS = Path(__file__).resolve().parents[4] / "workflow_scripts"
TRAINING = {"epochs": 2, "batch_size": 8, "learning_rate": 0.01}


@pytest.fixture
def sessions(tmp_path):
    """Three session files; units, trials and what is recorded of units differ."""
    return save(
        tmp_path,
        session("mouse.1", images=40),
        session("mouse.2", images=25, units=5).drop_vars("unit_position"),
        session("mouse/3", images=30, units=4),
    )


def words(folder, script, name, network=VIT, training=TRAINING, *, gray=False, **options):
    settings = {"network": network.model_dump(mode="json"), "training": training}
    options = {"seed": 1, "device": "cpu", "settings": json.dumps(settings)} | options
    options |= {"weights": folder / f"{name}.safetensors", "history": folder / f"{name}.nc"}
    given = [str(SCRIPTS / f"{script}.py"), "--state", str(folder / f"{name}.pt")]
    for option, value in options.items():
        given += [f"--{option}", *map(str, value if isinstance(value, list) else [value])]
    return [*given, "--gray"] if gray else given


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs a script in this process; returns its weights with their description."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")

    def run(script, name, *settings, **options):
        given = words(tmp_path, script, name, *settings, **options)
        monkeypatch.setattr(sys, "argv", given)
        runpy.run_path(given[0], run_name="__main__")
        return load_weights(tmp_path / f"{name}.safetensors")

    return run


@pytest.mark.parametrize("network", [CNN, VIT])
def test_weights_build_their_network_again(tmp_path, sessions, run, network):
    weights, description = run("train_vision", "a", network, sessions=sessions)
    build_vision(description).load_state_dict(weights)
    assert (description["seed"], description["gray"], description["samples"]) == (1, False, None)
    assert {name: one["units"] for name, one in description["sessions"].items()} == {
        "mouse.1": 3,
        "mouse.2": 5,
        "mouse/3": 4,
    }
    history = load_netcdf(tmp_path / "a.nc")
    assert np.isfinite(history["validation_correlation"]).all()
    assert not (tmp_path / "a.pt").exists()


def test_the_order_of_the_files_does_not_matter(tmp_path, sessions, run):
    run("train_vision", "a", sessions=sessions)
    run("train_vision", "b", sessions=sessions[::-1])
    first, second = (tmp_path / f"{name}.safetensors" for name in "ab")
    assert first.read_bytes() == second.read_bytes()


def test_transfer_keeps_the_core_and_trains_readouts(tmp_path, sessions, run, capsys):
    old, _ = run("train_vision", "old", CNN, sessions=sessions[:2])
    capsys.readouterr()
    options = {"sessions": sessions[2:], "pretrained": tmp_path / "old.safetensors"}
    new, description = run("transfer_vision", "new", CNN, **options)
    core = {name for name in old if name.startswith("core.")}
    assert core == {name for name in new if name.startswith("core.")}
    assert all(torch.equal(old[name], new[name]) for name in core)
    told = capsys.readouterr().err
    assert "old.safetensors: its core is taken over; new: readout." in told
    assert all(name in told for name in new.keys() - core)
    assert list(description["pretraining"]["sessions"]) == ["mouse.1", "mouse.2"]
    build_vision(description).load_state_dict(new)


def test_a_known_session_starts_anew(tmp_path, sessions, run):
    """Or the readout of an animal would have seen its test trials under another split."""
    still = TRAINING | {"epochs": 1, "learning_rate": 1e-30}
    run("train_vision", "old", sessions=sessions[:2])
    options = {"sessions": sessions[:1], "pretrained": tmp_path / "old.safetensors"}
    new, _ = run("transfer_vision", "new", VIT, still, **options)
    (features,) = (new[name] for name in new if name.endswith(".features"))
    torch.testing.assert_close(features, torch.full_like(features, 1 / 8))


def test_cores_that_do_not_agree_are_refused(tmp_path, sessions, run):
    run("train_vision", "old", sessions=sessions[:2])
    options = {"sessions": sessions[2:], "pretrained": tmp_path / "old.safetensors"}
    other = VIT.model_copy(update={"core": VIT.core.model_copy(update={"heads": 4})})
    with pytest.raises(SystemExit, match=r"old\.safetensors was trained with network\.core .*4"):
        run("transfer_vision", "new", other, **options)
    cropped = VIT.model_copy(update={"crop": 0.5})
    with pytest.raises(SystemExit, match=r"network\.crop 1\.0, but its core is .* with 0\.5"):
        run("transfer_vision", "new", cropped, **options)
    options["sessions"] = save(tmp_path, session("c", behavior=True))
    with pytest.raises(SystemExit, match=r"with behavior \[\], but these have \['pupil_size', "):
        run("transfer_vision", "new", **options)


def test_gray_averages_channels(tmp_path, run):
    made = session("colour")
    both = np.concatenate([made["image"].values, made["image"].values[:, :, ::-1]], axis=1)
    made = made.drop_vars("image").assign(image=(("image", "channel", "y", "x"), both))
    paths = save(tmp_path, made)
    _, description = run("train_vision", "a", sessions=paths, gray=True)
    assert description["gray"]
    assert description["sessions"]["colour"]["channels"] == 1
    _, description = run("train_vision", "b", sessions=paths)
    assert description["sessions"]["colour"]["channels"] == 2


@pytest.mark.slow
def test_two_processes_end_with_what_one_ends_with(tmp_path, sessions, run):
    one, _ = run("train_vision", "one", sessions=sessions)
    given = words(tmp_path, "train_vision", "two", sessions=sessions, processes=2)
    subprocess.run(
        [sys.executable, *given],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        check=True,
        capture_output=True,
    )
    two, _ = load_weights(tmp_path / "two.safetensors")
    for name, weight in one.items():
        torch.testing.assert_close(two[name], weight, rtol=1e-3, atol=1e-4)
    histories = [load_netcdf(tmp_path / f"{name}.nc") for name in ("one", "two")]
    for name in histories[0]:
        np.testing.assert_allclose(histories[0][name], histories[1][name], rtol=1e-4, atol=1e-5)
