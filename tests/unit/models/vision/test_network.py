"""What holds for networks with every core."""

import json

import pytest
import torch

from neurodag.errors import ConfigError
from neurodag.models.sessions import session_of
from neurodag.models.vision.build import build_vision
from neurodag.models.vision.network import responses
from neurodag.models.weights import load_weights, save_weights
from neurodag.nn.rows import rows_of_batch
from tests.unit.models.vision.networks import (
    CORES,
    ONE,
    OTHER,
    UNITS,
    animal,
    animals,
    network,
    settings,
    some_behavior,
    some_images,
)

every_core = pytest.mark.parametrize("core", CORES)
NOTHING = {"behavior": (), "positions": None, "mean_response": None}


@every_core
@pytest.mark.parametrize("recorded", [{}, NOTHING, {"behavior": ("running_speed",)}])
def test_drive_has_the_shape_of_responses(core, recorded):
    of = animals(**recorded)
    model, variables = network(core, of=of), len(of[ONE].behavior)
    behavior = some_behavior()[:, :variables]
    for session in (ONE, OTHER):
        for given in (behavior, None):
            drive = model(some_images(), session=session, behavior=given)
            assert drive.shape == (4, UNITS[session])
            assert drive.dtype == torch.float32


@pytest.mark.parametrize("size", [(18, 24), (9, 12), (64, 64), (7, 5)])
@pytest.mark.parametrize("channels", [1, 2])
def test_images_of_any_size_and_one_or_two_channels(size, channels):
    model = network(of=animals(channels=channels), crop=0.8)
    assert model(some_images(2, channels, size), session=ONE).shape == (2, 5)


@every_core
def test_trials_do_not_mix(core):
    model, images, behavior = network(core), some_images(), some_behavior()
    together = model(images, session=ONE, behavior=behavior)
    alone = model(images[2:3], session=ONE, behavior=behavior[2:3])
    torch.testing.assert_close(together[2:3], alone)


@every_core
def test_every_parameter_of_the_session_learns_and_no_other(core):
    model = network(core).train()
    drive = model(some_images(), session=ONE, behavior=some_behavior())
    (responses(drive) * torch.rand(drive.shape)).sum().backward()
    for name, parameter in model.named_parameters():
        if session_of(name) == OTHER:
            assert parameter.grad is None, name
        else:
            assert parameter.grad.ne(0).any(), name


@every_core
def test_which_behaviour_matters(core):
    model, images, behavior = network(core), some_images(), some_behavior()
    before = model(images, session=ONE, behavior=behavior)
    for variable in range(5):
        changed = behavior.clone()
        changed[:, variable] += 1
        moved = not torch.equal(model(images, session=ONE, behavior=changed), before)
        assert moved == (variable > 2 or core != "compact"), "the pupil's centre always"


def test_pupil_moves_places_by_the_shifter_of_the_session():
    model, images, behavior = network("compact"), some_images(), some_behavior()
    features = model.core(model.to_core(images, None)[0])
    shift = model.shifter[OTHER](behavior[:, 3:])
    expected = model.readout[OTHER](features, shift)
    torch.testing.assert_close(model(images, session=OTHER, behavior=behavior), expected)


@pytest.mark.parametrize(
    ("changes", "recorded"),
    [({"shifter": False}, {}), ({}, {"behavior": ("running_speed", "pupil_center_x")})],
)
def test_no_shifter_where_it_is_not_wanted_or_has_no_pupil(changes, recorded):
    model = network(of=animals(**recorded), **changes)
    assert not list(model.shifter.parameters())
    behavior = some_behavior()[:, : len(model.behavior)]
    assert model.shift(ONE, behavior) is None


@pytest.mark.parametrize(("variables", "channels"), [("state", 1 + 3), ("all", 1 + 5)])
def test_behaviour_as_channels(variables, channels):
    model = network("cnn", channel_variables=variables)
    given, _ = model.to_core(some_images(), some_behavior())
    assert given.shape == (4, channels, *model.size)
    assert torch.equal(given[:, 1:, 0, 0], some_behavior()[:, : channels - 1])


def test_no_behaviour_is_behaviour_of_zero_without_a_shift():
    model, images = network(), some_images()
    zero = torch.zeros(4, 5)
    expected = model.readout[ONE](model.core(*model.to_core(images, zero)))
    torch.testing.assert_close(model(images, session=ONE), expected)


def test_responses_are_positive_and_elu_plus_one():
    drive = torch.tensor([-100.0, -1.0, 0.0, 2.5])
    expected = [0, torch.e**-1, 1, 3.5]
    assert responses(drive).tolist() == pytest.approx(expected, abs=1e-6)


@every_core
def test_regulariser_is_the_cores_and_the_sessions(core):
    model = network(core)
    expected = model.core.regulariser() + model.readout[OTHER].regulariser()
    torch.testing.assert_close(model.regulariser(OTHER), expected)
    assert model.regulariser(ONE).ndim == 0


def test_attention_is_that_of_images_as_the_core_sees_them():
    model, images, behavior = network(crop=0.5), some_images(), some_behavior()
    rows, columns = model.grid
    weights = model.attention(images, behavior)
    assert weights.shape == (2, 4, 2, 1 + rows * columns, 1 + rows * columns)
    expected = model.core.attention(*model.to_core(images, behavior))
    assert torch.equal(weights, expected)


def test_a_convolutional_core_has_no_attention():
    with pytest.raises(ConfigError, match="core is convolutional and has no attention"):
        network("cnn").attention(some_images())


def test_only_the_centre_of_the_image_matters():
    model, images = network(crop=0.5), some_images()
    changed = images.clone()
    changed[..., :4, :] = changed[..., :6] = changed[..., -4:, :] = changed[..., -6:] = 9
    assert torch.equal(model(images, session=ONE), model(changed, session=ONE))


def test_unknown_session():
    with pytest.raises(KeyError, match="somebody"):
        network()(some_images(), session="somebody")


@every_core
@pytest.mark.parametrize("recorded", [{}, NOTHING])
def test_weights_and_their_description_make_the_network_again(core, recorded, tmp_path):
    of = animals(**recorded)
    model = network(core, of=of)
    described = {
        "sessions": {session: each.described() for session, each in of.items()},
        "network": settings(core).model_dump(mode="json"),
    }
    save_weights(model.state_dict(), described, tmp_path / "weights")
    weights, description = load_weights(tmp_path / "weights")
    assert description == json.loads(json.dumps(described))
    again = build_vision(description).eval()
    again.load_state_dict(weights)
    behavior = some_behavior()[:, : len(of[ONE].behavior)]
    drives = (m(some_images(), session=ONE, behavior=behavior) for m in (model, again))
    assert torch.equal(*drives)


@every_core
def test_half_precision_is_near(core):
    model, images, behavior = network(core).eval(), some_images(), some_behavior()
    with torch.autocast("cpu", torch.bfloat16):
        half = model(images, session=ONE, behavior=behavior).float()
    single = model(images, session=ONE, behavior=behavior)
    torch.testing.assert_close(half, single, atol=0.1, rtol=0.1)


@pytest.mark.parametrize("core", ["v1t", "lsa", "compact"])
def test_processes_that_share_a_batch_compute_what_one_would(core):
    model, images, behavior = network(core).train(), some_images(), some_behavior()

    def drive(rows):
        torch.manual_seed(0)
        with rows_of_batch(rows, len(images)):
            return model(images[rows], session=ONE, behavior=behavior[rows])

    shares = torch.cat([drive(slice(0, 1)), drive(slice(1, 4))])
    torch.testing.assert_close(shares, drive(slice(0, 4)))


def test_mean_response_for_biases_must_be_given():
    of = {"a": animal(mean_response=None)}
    with pytest.raises(ValueError, match="mean response, which is not given"):
        network(of=of, readout={"initial_bias": "mean_response"})
