"""Test observations through the codes of a network."""

from pathlib import Path

import numpy as np
import pytest
import torch

from neurodag.config.forecast.codes import Reconstructions
from neurodag.errors import NeurodagError, SessionError
from neurodag.interpret.forecast.pretrained import Pretrained, open_pretrained
from neurodag.interpret.forecast.reconstructions import Remade, map_reconstructions, summary
from neurodag.models.weights import save_weights
from tests.unit.training.forecast.planted import CPU, WINDOWS
from tests.unit.training.forecast.responding import (
    NETWORK,
    new_network,
    observed,
    pretraining_run,
    quantizing,
    session,
)

STIMULUS = "drifting_gratings"


def description(**changes: object) -> dict[str, object]:
    lengths = {"baseline_frames": WINDOWS.baseline_frames, "response_frames": 6, "seed": 3}
    return pretraining_run().model_dump(mode="json") | lengths | changes


def pretrained() -> Pretrained:
    return Pretrained(quantizing().eval(), description())


def mapped(examples: int = 3):
    return map_reconstructions(
        pretrained(), session(), STIMULUS, Reconstructions(examples=examples), "net"
    )


def test_active_and_inactive_observations_are_summed_up_apart():
    remade = Remade(
        codes=torch.tensor([[0, 1], [2, 2], [0, 2]]),
        error=torch.tensor([1.0, 3.0, 10.0]),
        variance=torch.tensor([2.0, 4.0, 40.0]),
        active=torch.tensor([False, False, True]),
    )
    found = summary(remade, codes=4)
    assert found["observations"].values.tolist() == [2, 1]
    assert found["squared_error"].values.tolist() == [2, 10]
    assert found["variance"].values.tolist() == [3, 40]
    assert found["patches"].values.tolist() == [[1, 1, 2, 0], [1, 0, 1, 0]]
    np.testing.assert_allclose(found["perplexity"], [np.exp(1.5 * np.log(2)), 2], rtol=1e-6)


def test_what_no_observation_has_is_not_a_number():
    none = Remade(torch.zeros(0, 2).long(), *torch.zeros(2, 0), torch.zeros(0).bool())
    found = summary(none, codes=4)
    assert np.isnan(found["squared_error"]).all()
    assert not found["patches"].any()


@torch.no_grad()
def test_errors_and_examples_are_those_of_the_network():
    found, network = mapped(), pretrained().network
    all_of = observed(session())["a"]
    test = all_of.of("test")
    everything = all_of.cut(*all_of.every_unit(test))
    made = network(everything.signal)
    error = (made.signals - everything.signal).square().mean(dim=1)
    for name, active in (("inactive", False), ("active", True)):
        mine = error[everything.active == active].mean()
        assert float(found["squared_error"].sel(activity=name)) == pytest.approx(float(mine))
    assert int(found["patches"].sum()) == 7 * len(test) * all_of.units
    for place in range(3):
        example = found.isel(example=place)
        item = all_of.position.tolist().index(int(example["example_presentation"]))
        one = all_of.cut(torch.tensor([item]), example["example_unit"].values[None])
        assert bool(one.active)
        np.testing.assert_allclose(example["signal"], one.signal[0], rtol=1e-6)
        remade = network.from_codes(torch.from_numpy(example["example_code"].values)[None])
        np.testing.assert_allclose(example["reconstruction"], remade[0], atol=1e-6)
    assert found["time"].values[WINDOWS.baseline_frames] == 0


def test_a_stimulus_without_test_presentations_is_refused():
    trained = session()
    trained["split"] = trained["split"].where(trained["split"] != 2, 0)
    with pytest.raises(SessionError, match=rf"Session a has no test presentation of {STIMULUS}"):
        map_reconstructions(pretrained(), trained, STIMULUS, Reconstructions(), "net")


def test_weights_open_as_they_were_saved(tmp_path: Path):
    save_weights(quantizing().state_dict(), description(), tmp_path / "weights")
    opened = open_pretrained(tmp_path / "weights", CPU)
    for name, weight in quantizing().state_dict().items():
        assert opened.network.state_dict()[name].equal(weight)
    assert opened.windows == WINDOWS
    assert not opened.network.training


def test_other_weights_and_networks_without_codes_are_refused(tmp_path: Path):
    plain = NETWORK.model_copy(update={"quantizer": None})
    without = description(network=plain.model_dump(mode="json"))
    save_weights(new_network(plain).state_dict(), without, tmp_path / "plain")
    with pytest.raises(NeurodagError, match="plain holds a network without a quantizer"):
        open_pretrained(tmp_path / "plain", CPU)
    save_weights({}, {"predicts": "codes"}, tmp_path / "adapted")
    with pytest.raises(NeurodagError, match="adapted holds no pre-trained QuantFormer"):
        open_pretrained(tmp_path / "adapted", CPU)
