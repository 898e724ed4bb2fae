"""Receptive fields of networks: at the size that the core sees, in the animal's mean state."""

import numpy as np
import pytest
import torch

from neurodag.config.vision import ReceptiveFields
from neurodag.interpret import field_maps
from neurodag.interpret.field_maps import as_respond, map_receptive_fields
from neurodag.interpret.receptive_fields import white_noise
from neurodag.models.vision.network import responses
from tests.unit.interpret.opened import CNN, V1T, opened, small_session

FEW = ReceptiveFields(images=300, drop=0.0)


@pytest.mark.parametrize("core", [V1T, CNN, V1T | {"behavior": "channels"}])
def test_responses_are_the_networks_own_to_images_of_its_size(core):
    session = small_session()
    network = opened(session, core).network
    images = torch.randn(5, 1, *network.size)
    state = torch.randn(4)
    with torch.no_grad():
        expected = responses(
            network(images, session="images_a", behavior=state.expand(5, -1).contiguous())
        )
        found = as_respond(network, "images_a", state)(images)
    torch.testing.assert_close(found, expected)


def test_noise_is_not_cropped():
    session = small_session()
    network = opened(session, CNN, crop=0.5).network
    edge = torch.zeros(2, 1, *network.size)
    edge[1, :, 0, 0] = 5.0
    with torch.no_grad():
        seen = network.core(torch.cat([edge, torch.zeros(2, 2, *network.size)], dim=1))
        network.readout["images_a"].place.layers[-2].bias.fill_(-20)  # all read the first corner
        network.readout["images_a"].place.layers[-2].weight.fill_(0)
        response = as_respond(network, "images_a", torch.zeros(4))(edge)
    assert not torch.equal(seen[0], seen[1])
    assert (response[0] != response[1]).all()


def test_fields_are_those_in_the_mean_state_of_training_trials():
    session = small_session()
    one = opened(session, V1T)
    found = map_receptive_fields(one, session, FEW, 1, "v1t")
    states = one.recording.states(one.recording.train)
    respond = as_respond(one.network, "images_a", states.mean(dim=0))
    noise = next(white_noise(300, (1, 8, 12), 1, 300))
    with torch.no_grad():
        response = respond(torch.from_numpy(noise - 0.5) * np.sqrt(12)).double().numpy()
    expected = np.einsum("nu,ncyx->ucyx", response, noise.astype(float) - 0.5)
    np.testing.assert_allclose(found["receptive_field"], expected, rtol=1e-3, atol=1e-3)
    assert found.sizes["unit"] == session.sizes["unit"]
    np.testing.assert_array_equal(found["unit"], session["unit"])


@pytest.mark.parametrize("core", [V1T, CNN])
def test_sessions_without_behaviour_and_with_two_channels_have_fields_too(core):
    session = small_session(behavior=False, positions=False, channels=2)
    found = map_receptive_fields(opened(session, core), session, FEW, 0, "net")
    assert found["receptive_field"].shape == (3, 2, 8, 12)
    assert np.isfinite(found["centre_x"]).all()


def test_the_same_seed_gives_the_same_file():
    session = small_session()
    one = opened(session, CNN)
    first, again = (map_receptive_fields(one, session, FEW, 3, "cnn") for _ in range(2))
    assert first.identical(again)
    assert not first.equals(map_receptive_fields(one, session, FEW, 4, "cnn"))
    assert (first.attrs["images"], first.attrs["noise_seed"]) == (300, 3)


def test_a_unit_that_reads_one_place_has_its_field_there(monkeypatch):
    monkeypatch.setitem(field_maps.IMAGES_AT_ONCE, "cpu", 500)
    session = small_session()
    one = opened(session, CNN | {"layers": 1}, size=(20, 30), shifter=False)
    readout = one.network.readout["images_a"]
    places = torch.tensor([[-0.6, 0.4], [0.0, 0.0], [0.7, -0.5]])
    monkeypatch.setattr(readout.place, "forward", lambda: places)
    with torch.no_grad():
        filters = next(one.network.core.parameters())
        filters[:, :1] = 0.1  # they sum a square of pixels
    many = ReceptiveFields(images=4000, centred=True, drop=0.0)
    found = map_receptive_fields(one, session, many, 0, "cnn")
    rows, columns = one.network.core.grid
    expected_x = 2 + (places[:, 0] + 1) / 2 * (columns - 1)
    expected_y = 2 + (places[:, 1] + 1) / 2 * (rows - 1)
    np.testing.assert_allclose(found["centre_x"], expected_x, atol=1)
    np.testing.assert_allclose(found["centre_y"], expected_y, atol=1)
