"""The scripts that train: what they write, what they take over, what their state belongs to."""

import json
import runpy
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from neurodag.files import load_netcdf
from neurodag.models.build import build_network
from neurodag.models.sessions import session_of
from neurodag.models.weights import load_weights
from neurodag.sessions import add_split, save_session
from neurodag.training import script as training_script
from tests.factories import spikes_session

SCRIPTS = Path(__file__).resolve().parents[3] / "workflow_scripts"
TINY = {"blocks": 1, "width": 8, "heads": 2, "feedforward": 8}
STITCH = {"architecture": "ndt1_stitch", "model": {**TINY, "channels": 6}}
NDT2 = {"architecture": "ndt2", "model": {**TINY, "patch": 2, "patches": 4}}
TRAINING = {"epochs": 2, "batch_size": 4}
STILL = {"epochs": 1, "learning_rate": 1e-30, "weight_decay": 0}
"""Trains without moving any weight."""


@pytest.fixture
def sessions(tmp_path):
    """Three session files; units and trials differ."""
    files = []
    for name, units in (("mouse.1", 5), ("mouse.2", 3), ("mouse/3", 4)):
        files.append(tmp_path / f"{units}.nc")
        facts = spikes_session(20 + units, regions=["CA1", "PO", "VIS", "CA1", "PO"][:units])
        facts.attrs["session_id"] = name
        save_session(add_split(facts, seed=0), files[-1])
    return files


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs a script in this process; returns its weights with their description."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")

    def run(script, name, settings=STITCH, training=TRAINING, scheme="mtm_prompted", **options):
        files = {
            "weights": tmp_path / f"{name}.safetensors",
            "history": tmp_path / f"{name}.nc",
            "state": tmp_path / f"{name}.pt",
        }
        given = json.dumps(settings | {"training": training})
        options |= {"seed": 1, "device": "cpu", "settings": given, "scheme": scheme, **files}
        words = [script]
        for option, value in options.items():
            values = value if isinstance(value, list) else [value]
            words += [f"--{option}", *map(str, values)]
        monkeypatch.setattr(sys, "argv", words)
        runpy.run_path(str(SCRIPTS / f"{script}.py"), run_name="__main__")
        return load_weights(files["weights"])

    return run


@pytest.mark.parametrize(
    ("settings", "scheme"),
    [
        (STITCH, "mtm_prompted"),
        (STITCH, "temporal"),
        (NDT2, "mtm_unprompted"),
        (NDT2, "random_token"),
    ],
)
def test_pretrained_weights_build_their_network_again(tmp_path, sessions, run, settings, scheme):
    weights, description = run("pretrain_network", "a", settings, scheme=scheme, sessions=sessions)
    build_network(description).load_state_dict(weights)
    assert description["sessions"] == {"mouse.1": 5, "mouse.2": 3, "mouse/3": 4}
    assert (description["bins"], description["scheme"], description["seed"]) == (5, scheme, 1)
    history = load_netcdf(tmp_path / "a.nc")
    assert np.isfinite(history["train_loss"]).all()
    assert not (tmp_path / "a.pt").exists()


def test_pretraining_does_not_depend_on_the_order_of_the_files(tmp_path, sessions, run):
    run("pretrain_network", "a", sessions=sessions)
    run("pretrain_network", "b", sessions=sessions[::-1])
    first, second = (tmp_path / f"{name}.safetensors" for name in "ab")
    assert first.read_bytes() == second.read_bytes()


def test_fine_tuning_starts_from_what_sessions_share(sessions, run, capsys):
    *known, held_out = sessions
    pretrained, _ = run("pretrain_network", "old", sessions=known)
    origin = held_out.with_name("old.safetensors")
    capsys.readouterr()
    weights, description = run(
        "finetune_network", "new", training=STILL, session=held_out, pretrained=origin
    )
    told = capsys.readouterr().err
    assert "old.safetensors: new: " in told
    assert "left behind: what belongs to mouse.1, mouse.2" in told

    shared = {name for name in pretrained if session_of(name) is None}
    assert shared == {name for name in weights if session_of(name) is None}
    assert all(torch.equal(weights[name], pretrained[name]) for name in shared)
    new = weights.keys() - shared
    assert {session_of(name) for name in new} == {"mouse/3"}
    assert all(name in told for name in new)

    assert description["sessions"] == {"mouse/3": 4}
    assert description["pretraining_sessions"] == 2
    assert description["pretraining"] == {
        "sessions": {"mouse.1": 5, "mouse.2": 3},
        "scheme": "mtm_prompted",
        "seed": 1,
    }


def test_fine_tuning_learns_all_parameters(sessions, run):
    pretrained, _ = run("pretrain_network", "old", sessions=sessions[:2])
    origin = sessions[0].with_name("old.safetensors")
    weights, _ = run("finetune_network", "new", session=sessions[2], pretrained=origin)
    shared = pretrained.keys() & weights.keys()
    assert not [name for name in shared if torch.equal(weights[name], pretrained[name])]


def test_fine_tuning_with_other_heads_is_refused(sessions, run):
    """Which no shape of a weight would tell."""
    run("pretrain_network", "old", sessions=sessions[:2])
    origin = sessions[0].with_name("old.safetensors")
    other = STITCH | {"model": STITCH["model"] | {"heads": 4}}
    with pytest.raises(
        SystemExit, match=r"old\.safetensors was pretrained with model .*'heads': 2"
    ):
        run("finetune_network", "new", other, session=sessions[2], pretrained=origin)


def test_ndt1_is_for_one_session(sessions, run):
    ndt1 = {"architecture": "ndt1", "model": TINY}
    with pytest.raises(SystemExit, match=r"ndt1 is for one session, not for 3; .* ndt1_stitch"):
        run("pretrain_network", "a", ndt1, sessions=sessions)
    _, description = run("train_network", "a", ndt1, session=sessions[0])
    assert description["sessions"] == {"mouse.1": 5}


def test_a_state_belongs_to_the_bytes_of_every_file(sessions, run, monkeypatch):
    def identity(script, **files):
        with monkeypatch.context() as patch:
            patch.setattr(
                training_script, "fit", lambda *_, run, **__: seen.append(run) or sys.exit()
            )
            with pytest.raises(SystemExit):
                run(script, "a", **files)
        return seen[-1]

    seen = []
    before = identity("pretrain_network", sessions=sessions)
    assert identity("pretrain_network", sessions=sessions[::-1]) == before
    run("pretrain_network", "old", sessions=sessions[:2])
    tuning = {"session": sessions[2], "pretrained": sessions[0].with_name("old.safetensors")}
    tuned = identity("finetune_network", **tuning)
    run("pretrain_network", "old", sessions=sessions[:2], training=STILL)
    assert identity("finetune_network", **tuning) != tuned
    other = spikes_session(20, regions=["PO", "VIS"], session_id="mouse/3")
    save_session(add_split(other, seed=1), sessions[2])
    assert identity("pretrain_network", sessions=sessions) != before
