"""NDT1-stitch: size, and what stands before an NDT1 and behind it."""

import pytest
import torch

from neurodag import config
from neurodag.models.ndt1_stitch import NDT1Stitch
from tests.unit.models.networks import LARGE, network, some_counts


def parameters(model):
    return sum(parameter.numel() for parameter in model.parameters())


def test_size_at_the_papers_settings():
    with torch.device("meta"):
        model, two = (
            NDT1Stitch(units, 100, config.NDT1Stitch(), prompts=4)
            for units in ({"a": 676}, {"a": 676, "b": 300})
        )
    assert parameters(model) == 12_946_056
    of_b = 301 * 668 + 513 * 300 + 512  # in, out, token
    assert parameters(two) - parameters(model) == of_b
    # The authors' has tokens of 40 sessions and a layer from 512 to 668 that nothing uses.
    assert parameters(model) + 39 * 512 + 513 * 668 == pytest.approx(13.31e6, abs=5e3)


def test_session_and_prompt_stand_before_the_bins_in_this_order_without_positions():
    model = network("ndt1_stitch")
    session = model.session_token[LARGE].weight[0]
    given = []
    model.encoder.register_forward_pre_hook(lambda _, arguments: given.append(arguments))
    counts = some_counts(LARGE)
    model(counts, session=LARGE, prompt=2)
    tokens, before = given[0]
    assert torch.equal(torch.stack(before), torch.stack([session, model.prompt.weight[2]]))
    torch.testing.assert_close(tokens, model.embed(counts, LARGE) + model.position.weight)


def test_embedding_by_hand():
    model, counts = network("ndt1_stitch"), some_counts(LARGE)
    x = counts[1, 2]
    for layer in (model.stitch[LARGE], model.embed_channels[0]):
        x = x @ layer.weight.T + layer.bias
    last = model.embed_channels[2]
    expected = (x / (1 + x.abs())) @ last.weight.T + last.bias
    torch.testing.assert_close(model.embed(counts, LARGE)[1, 2], expected)


def test_first_weights_of_what_blocks_add_are_scaled_down_as_in_ndt1():
    ours, plain = network("ndt1_stitch"), network("ndt1")
    for one, other in zip(ours.encoder.blocks, plain.encoder.blocks, strict=True):
        bound = one.feedforward.up.weight.abs().max(), other.feedforward.up.weight.abs().max()
        assert bound[0].item() == pytest.approx(bound[1].item(), rel=0.05)
