"""Taking over pretrained weights: what is copied, what is not, what is refused."""

from pathlib import Path

import pytest
import torch

from neurodag.errors import NeurodagError
from neurodag.models.sessions import session_of
from neurodag.models.transfer import take_over
from tests.unit.models.networks import network

ORIGIN = Path("pretrained.safetensors")
PER_SESSION = {"ndt1_stitch": 5, "ndt2": 1}
many_sessions = pytest.mark.parametrize("architecture", PER_SESSION)


def copied(model):
    return {name: weight.clone() for name, weight in model.state_dict().items()}


@many_sessions
def test_all_that_is_shared_is_taken_over_and_nothing_else(architecture):
    weights = network(architecture).state_dict()
    model = network(architecture, seed=1, sessions={"held.out": 6})
    drawn = copied(model)
    transfer = take_over(model, weights, ORIGIN)
    for name, weight in model.state_dict().items():
        source = weights if session_of(name) is None else drawn
        assert torch.equal(weight, source[name])
    assert {session_of(name) for name in transfer.new} == {"held.out"}
    assert len(transfer.new) == PER_SESSION[architecture]
    assert len(transfer.left_behind) == 3 * PER_SESSION[architecture]
    assert set(transfer.left_behind) == {name for name in weights if session_of(name) is not None}


def test_what_it_says():
    model = network("ndt2", sessions={"held.out": 6})
    transfer = take_over(model, network("ndt2").state_dict(), ORIGIN)
    assert str(transfer) == (
        "new: session_token.session:held%2Eout.weight; left behind: what belongs to "
        "5dcee0eb-b34d.1, twin, large"
    )
    again = take_over(model, model.state_dict(), ORIGIN)
    assert str(again) == "new: nothing; left behind: what belongs to no session"


@many_sessions
def test_a_session_that_both_know_is_taken_over(architecture):
    weights = network(architecture).state_dict()
    model = network(architecture, seed=1, sessions={"twin": 6})
    assert take_over(model, weights, ORIGIN).new == ()
    assert all(torch.equal(weight, weights[name]) for name, weight in model.state_dict().items())


@many_sessions
def test_every_shared_parameter_that_does_not_fit_is_named(architecture):
    weights = copied(network(architecture))
    shape = tuple(weights["prompt.weight"].shape)
    weights["prompt.weight"] = torch.zeros(3, 16)
    weights["encoder.norm.bias"] = torch.zeros(17)
    weights["encoder.extra"] = torch.zeros(1)
    del weights["encoder.norm.weight"]
    model = network(architecture, seed=1, sessions={"held_out": 6})
    drawn = copied(model)
    with pytest.raises(NeurodagError, match=r"pretrained\.safetensors do not fit") as error:
        take_over(model, weights, ORIGIN)
    named = str(error.value).partition("fine-tuned: ")[2].partition(". Give both")[0]
    assert set(named.split("; ")) == {
        "encoder.norm.weight is missing",
        "encoder.extra is unknown",
        f"prompt.weight is (3, 16) instead of {shape}",
        "encoder.norm.bias is (17,) instead of (16,)",
    }
    assert all(torch.equal(weight, drawn[name]) for name, weight in model.state_dict().items())


def test_a_session_that_has_other_units_now_is_refused():
    weights = network("ndt1_stitch").state_dict()
    with pytest.raises(NeurodagError, match=r"stitch\.session:twin\.weight is \(7, 6\) instead of"):
        take_over(network("ndt1_stitch", sessions={"twin": 8}), weights, ORIGIN)


def test_prompted_and_unprompted_networks_do_not_fit():
    weights = network("ndt2", prompts=0).state_dict()
    with pytest.raises(NeurodagError, match=r"fine-tuned: prompt\.weight is missing\. Give both"):
        take_over(network("ndt2"), weights, ORIGIN)


def test_ndt1_belongs_to_its_session():
    with pytest.raises(NeurodagError, match=r"another session as ndt1, .* pretrain ndt1_stitch"):
        take_over(network("ndt1"), network("ndt1").state_dict(), ORIGIN)
