"""Behaviour by region and by prompt: what the network sees, and what is decoded."""

import numpy as np
import pytest
import torch

from neurodag import config
from neurodag.errors import NeurodagError
from neurodag.evaluation.behavior import decode_each
from neurodag.evaluation.prompts import decode_prompts
from neurodag.evaluation.regions import decode_regions
from neurodag.masking import MTM_SCHEMES
from neurodag.models.build import build_network
from neurodag.models.weights import save_weights
from tests.factories import spikes_session

CPU = torch.device("cpu")
REGIONS = ("CA1", "CA1", "CA1", "VIS", "VIS", "PO")
SETTINGS = config.Evaluation(
    decoding=config.Decoding(choice_penalties=(1.0,), whisker_alphas=(1.0,), folds=2)
)
ABOUT = {
    "session_id": "spikes_a",
    "dataset": "factory",
    "subject": "mouse_1",
    "alignment_event": "stimulus_onset",
    "model": "ndt1_stitch",
    "scheme": "mtm_prompted",
    "mask_ratio": 0.3,
    "seed": 3,
    "pretraining_sessions": 34,
}


@pytest.fixture
def session():
    session = spikes_session(trials=40, bins=6, regions=REGIONS)
    session["split"] = "trial", np.repeat([0, 1, 2], [24, 4, 12]).astype("int8")
    return session


@pytest.fixture
def write_weights(tmp_path):
    """Weights whose prompts matter a lot."""

    def write(scheme="mtm_prompted"):
        torch.manual_seed(0)
        run = {
            "mask_ratio": 0.3,
            "seed": 3,
            "pretraining_sessions": 34,
            "architecture": "ndt1_stitch",
            "scheme": scheme,
            "sessions": {"other": 3, "spikes_a": len(REGIONS)},
            "bins": 6,
            "prompts": 4 if scheme == "mtm_prompted" else 0,
            "model": {"blocks": 1, "width": 16, "heads": 2, "feedforward": 16, "channels": 5},
        }
        weights = build_network(run).state_dict()
        for name, values in weights.items():
            if "prompt" in name:
                values *= 5
        path = tmp_path / f"{scheme}.safetensors"
        save_weights(weights, run, path)
        return path

    return write


def whisker(scores):
    return scores["whisker_motion_energy_r2"]


def test_each_name_has_its_own_features(session):
    rng = np.random.default_rng(0)
    features = {
        "good": 100 * session["whisker_motion_energy"].values,
        "bad": rng.normal(size=(40, 6)),
    }
    scores = decode_each("from", list(features), features.get, session, SETTINGS.decoding)
    assert scores["from"].values.tolist() == ["good", "bad"]
    assert whisker(scores).sel({"from": "good"}) > 0.99 > whisker(scores).sel({"from": "bad"})
    assert whisker(scores).attrs["status"] == "scored"


def test_a_region_is_decoded_from_its_own_units(session, write_weights):
    weights = write_weights()
    before = decode_regions(weights, session, SETTINGS, 2, CPU)
    assert before["region"].values.tolist() == ["CA1", "VIS"]
    assert before["units"].values.tolist() == [3, 2]
    session["spike_count"][..., 3:] = np.random.default_rng(1).poisson(2.0, (40, 6, 3))
    after = decode_regions(weights, session, SETTINGS, 2, CPU)
    assert whisker(after).sel(region="CA1") == whisker(before).sel(region="CA1")
    assert whisker(after).sel(region="VIS") != whisker(before).sel(region="VIS")


def test_features_of_a_region_are_the_rates_of_its_units(session, write_weights, monkeypatch):
    widths = {}

    def note_widths(dimension, names, features, session, settings):
        widths.update({name: features(name).shape for name in names})
        return decode_each(dimension, names, features, session, settings)

    monkeypatch.setattr("neurodag.evaluation.regions.decode_each", note_widths)
    decode_regions(write_weights(), session, SETTINGS, 1, CPU)
    assert widths == {"CA1": (40, 18), "VIS": (40, 12), "PO": (40, 6)}


def test_runs_are_told_apart_by_their_attributes(session, write_weights):
    assert decode_regions(write_weights(), session, SETTINGS, 1, CPU).attrs == ABOUT
    assert decode_prompts(write_weights(), session, SETTINGS, CPU).attrs == ABOUT
    unprompted = decode_regions(write_weights("temporal"), session, SETTINGS, 1, CPU)
    assert unprompted.attrs == ABOUT | {"scheme": "temporal"}
    assert np.isfinite(whisker(unprompted)).all()


def test_each_prompt_takes_its_turn(session, write_weights):
    scores = decode_prompts(write_weights(), session, SETTINGS, CPU)
    assert scores["prompt"].values.tolist() == list(MTM_SCHEMES)
    assert len(np.unique(whisker(scores))) == len(MTM_SCHEMES)
    assert (scores["choice_chance"] == scores["choice_chance"][0]).all()


def test_what_is_not_recorded_is_said(session, write_weights):
    bare = session.drop_vars(["choice", "whisker_motion_energy"])
    scores = decode_regions(write_weights(), bare, SETTINGS, 1, CPU)
    assert np.isnan(whisker(scores)).all()
    assert scores["choice_accuracy"].attrs["status"] == "not recorded"


def test_no_region_is_large_enough(session, write_weights):
    with pytest.raises(NeurodagError, match=r"spikes_a has 4 units: the largest, CA1, has 3\."):
        decode_regions(write_weights(), session, SETTINGS, 4, CPU)


def test_networks_without_prompts(session, write_weights):
    with pytest.raises(NeurodagError, match=r"temporal\.safetensors .* has no prompts"):
        decode_prompts(write_weights("temporal"), session, SETTINGS, CPU)
