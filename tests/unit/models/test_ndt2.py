"""NDT2: size, patches, what each token sees."""

import pytest
import torch

from neurodag import config
from neurodag.errors import ConfigError
from neurodag.models.ndt2 import NDT2, no_later_bin
from tests.unit.models.networks import BINS, LARGE, MODELS, ONE, network, some_counts

CPU = torch.device("cpu")


def parameters(model):
    return sum(parameter.numel() for parameter in model.parameters())


def test_size_at_the_papers_settings():
    sessions = {str(number): 676 for number in range(40)}
    with torch.device("meta"):
        theirs = NDT2(sessions, 100, config.NDT2(patches=6), prompts=4)
        ours = NDT2({"a": 676}, 100, config.NDT2(), prompts=4)
    assert parameters(theirs) == 10_824_064
    assert parameters(theirs) == pytest.approx(10.82e6, abs=5e3)
    assert parameters(theirs) - parameters(ours) == 39 * 512 - 2 * 512  # tokens, positions


@pytest.mark.parametrize(("units", "patches"), [(1, 1), (4, 1), (5, 2), (8, 2), (9, 3)])
def test_tokens_of_a_bin(units, patches):
    model = network("ndt2", sessions={"a": units})
    tokens = model.embed(torch.ones(2, BINS, units), "a")
    assert tokens.shape == (2, BINS, patches, 16)
    assert model.encode(tokens, "a").shape == tokens.shape


def test_more_units_than_there_are_positions_for():
    message = "Session a has 13 units, which are 4 patches of 4, but .* for 3; set .*patches to 4 "
    with pytest.raises(ConfigError, match=message):
        network("ndt2", sessions={"b": 12, "a": 13})


def test_token_by_hand():
    model, counts = network("ndt2"), some_counts(LARGE)
    first, _, last = model.embed_patch
    tokens = model.embed(counts, LARGE)
    x = counts[1, 2, 4:8] @ first.weight.T + first.bias
    expected = (x / (1 + x.abs())) @ last.weight.T + last.bias
    torch.testing.assert_close(tokens[1, 2, 1], expected)
    given = []
    model.encoder.register_forward_pre_hook(lambda _, arguments: given.append(arguments))
    model.encode(tokens, LARGE, prompt=2)
    placed, before = given[0]
    place = model.space_norm(model.space.weight[1]) + model.time_norm(model.time.weight[2])
    torch.testing.assert_close(placed.unflatten(1, (BINS, 3))[1, 2, 1], expected + place)
    session = model.session_token[LARGE].weight[0]
    assert torch.equal(torch.stack(before), torch.stack([session, model.prompt.weight[2]]))


def test_log_rates_by_hand():
    model, counts = network("ndt2"), some_counts(LARGE)
    encoded = model.encode(model.embed(counts, LARGE), LARGE)
    log_rates = model(counts, session=LARGE)
    for unit in range(9):
        weight, bias = model.readout.weight[unit % 4], model.readout.bias[unit % 4]
        torch.testing.assert_close(log_rates[1, 2, unit], encoded[1, 2, unit // 4] @ weight + bias)


@pytest.mark.parametrize("causal", [False, True])
def test_what_fills_the_last_patch_is_as_silent_units_and_is_not_read(causal):
    filled = network("ndt2", sessions={"a": 6})
    whole = network("ndt2", sessions={"a": 8})
    whole.load_state_dict(filled.state_dict())
    counts = some_counts(ONE)
    silent = torch.cat([counts, torch.zeros(3, BINS, 2)], dim=-1)
    expected = whole(silent, session="a", prompt=1, causal=causal)[..., :6]
    torch.testing.assert_close(filled(counts, session="a", prompt=1, causal=causal), expected)


def test_weights_of_what_fills_a_patch_do_not_matter_and_do_not_learn():
    model = network("ndt2", sessions={"a": 3})
    counts = some_counts(ONE)[..., :3]
    before = model(counts, session="a")
    before.sum().backward()
    into, out = model.embed_patch[0].weight, model.readout
    for gradient in (into.grad[:, 3], out.weight.grad[3], out.bias.grad[3]):
        assert (gradient == 0).all()
    with torch.no_grad():
        into[:, 3] = out.weight[3] = out.bias[3] = torch.nan
        into[:, 3] = 1e3
    assert torch.equal(model(counts, session="a"), before)


@pytest.mark.parametrize(("before", "bins", "patches"), [(0, 3, 1), (2, 3, 2), (1, 1, 3)])
def test_what_each_token_sees(before, bins, patches):
    place = [(number - before, 0) for number in range(before)]
    place += [(bin_, patch) for bin_ in range(bins) for patch in range(patches)]
    expected = [[other <= one for other, _ in place] for one, _ in place]
    assert no_later_bin(before, bins, patches, CPU).tolist() == expected


def test_what_tokens_see_is_made_once():
    assert no_later_bin(2, 5, 3, CPU) is no_later_bin(2, 5, 3, CPU)


def test_attention_can_be_looked_at():
    model = network("ndt2")
    attention, seen = model.encoder.blocks[0].attention, no_later_bin(2, BINS, 2, CPU)
    weights = attention.weights(torch.randn(3, 2 + 2 * BINS, 16), seen=seen)
    assert weights.shape == (3, MODELS["ndt2"]["heads"], 2 + 2 * BINS, 2 + 2 * BINS)
    assert ((weights > 0) == seen).all()
