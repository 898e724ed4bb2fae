"""NDT1: size, start, context, prompts."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from neurodag import config
from neurodag.models.ndt1 import NDT1

TINY = config.NDT1(blocks=2, width=16, heads=2, feedforward=24)
UNITS, BINS, PROMPTS = 5, 8, 4


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(0)
    return NDT1(UNITS, BINS, TINY, PROMPTS).eval()


@pytest.fixture(scope="module")
def counts():
    return torch.poisson(torch.ones(3, BINS, UNITS), generator=torch.Generator().manual_seed(0))


def parameters(model):
    return sum(parameter.numel() for parameter in model.parameters())


def test_size_at_the_papers_settings():
    with torch.device("meta"):
        plain, prompted = (NDT1(676, 100, config.NDT1(), prompts) for prompts in (0, 4))
    assert parameters(plain) / 1e6 == pytest.approx(12.52, abs=0.005)
    assert parameters(prompted) - parameters(plain) == 4 * 512


def test_shapes(model, counts):
    assert model(counts, prompt=2).shape == counts.shape
    assert model.embed(counts).shape == (3, BINS, TINY.width)
    assert model.encode(model.embed(counts), prompt=0).shape == (3, BINS, TINY.width)


def test_knows_one_session_whatever_it_is_asked_for(model, counts):
    assert torch.equal(model(counts), model(counts, session="any"))
    assert model.of_session("any") is model


def test_initial_weights_of_what_blocks_add_are_scaled_down():
    settings = config.NDT1(blocks=5, width=64, heads=2, feedforward=96)
    torch.manual_seed(0)
    model = NDT1(UNITS, BINS, settings)
    scale = 0.67 * 5**-0.25
    for block in model.encoder.blocks:
        query, key, value = block.attention.query_key_value.weight.chunk(3)
        # torch draws the weights of a Linear uniformly from ±1/√inputs.
        bounds = {
            query: 1 / 8,
            key: 1 / 8,
            value: scale * math.sqrt(2) / 8,
            block.attention.out.weight: scale / 8,
            block.feedforward.up.weight: scale / 8,
            block.feedforward.down.weight: scale / math.sqrt(96),
        }
        for weight, bound in bounds.items():
            assert weight.abs().max().item() == pytest.approx(bound, rel=2e-2)


@pytest.mark.parametrize("prompt", [None, 0, 3])
@pytest.mark.parametrize("bin_", range(1, BINS))
def test_causal_context_leaks_nothing_of_the_future(model, counts, prompt, bin_):
    changed = counts.clone()
    changed[:, bin_:] += 3
    before, after = (model(x, prompt=prompt, causal=True) for x in (counts, changed))
    assert torch.equal(before[:, :bin_], after[:, :bin_])
    assert (before[:, bin_:] != after[:, bin_:]).all()


def test_bidirectional_context_sees_the_future(model, counts):
    changed = counts.clone()
    changed[:, -1] += 3
    assert (model(counts)[:, :-1] != model(changed)[:, :-1]).all()


@given(trial=st.integers(0, 2), causal=st.booleans(), prompt=st.sampled_from([None, 0, 1, 2, 3]))
def test_trials_do_not_mix(model, counts, trial, causal, prompt):
    alone = model(counts[trial : trial + 1], prompt=prompt, causal=causal)
    together = model(counts, prompt=prompt, causal=causal)
    torch.testing.assert_close(together[trial : trial + 1], alone)


@pytest.mark.parametrize("causal", [False, True])
def test_each_prompt_changes_the_output(model, counts, causal):
    outputs = [model(counts, prompt=prompt, causal=causal) for prompt in (None, 0, 1, 2, 3)]
    for i, one in enumerate(outputs):
        for other in outputs[:i]:
            assert (one - other).abs().amax(dim=(0, 2)).gt(1e-6).all(), "in every bin"


def test_prompt_reaches_its_own_row_only(model, counts):
    model.zero_grad()
    model(counts, prompt=2).sum().backward()
    assert model.prompt.weight.grad.abs().sum(dim=1).gt(0).tolist() == [False, False, True, False]


def test_a_bin_is_told_from_another_by_its_position(model):
    silent = torch.zeros(1, BINS, UNITS)
    assert len(model(silent)[0].unique(dim=0)) == BINS


def test_embedding_of_counts_by_hand(model, counts):
    first, second = model.embed[0], model.embed[2]
    x = counts[1, 2] @ first.weight.T + first.bias
    expected = (x / (1 + x.abs())) @ second.weight.T + second.bias
    torch.testing.assert_close(model.embed(counts)[1, 2], expected)
