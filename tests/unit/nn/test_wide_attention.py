"""Attention with wide heads: against a computation by hand, and what local attention sees."""

import math

import pytest
import torch

from neurodag.nn.wide_attention import WideAttention

WIDTH, HEADS, TOKENS = 5, 3, 6


def attention(local, drop=0.0):
    torch.manual_seed(0)
    return WideAttention(WIDTH, HEADS, drop, local)


@pytest.fixture
def x():
    return torch.randn(2, TOKENS, WIDTH, generator=torch.Generator().manual_seed(1))


@torch.no_grad()
def by_hand(attention, tokens, local, scale):
    """One trial, token by token and head by head."""
    query, key, value = (tokens @ attention.query_key_value.weight.T).chunk(3, dim=1)
    rows = []
    for place in range(TOKENS):
        seen = [other for other in range(TOKENS) if not (local and other == place)]
        heads = []
        for head in range(HEADS):
            part = slice(head * WIDTH, (head + 1) * WIDTH)
            scores = key[seen, part] @ query[place, part] * scale[head]
            heads.append(scores.exp() / scores.exp().sum() @ value[seen, part])
        rows.append(attention.out.weight @ torch.cat(heads) + attention.out.bias)
    return torch.stack(rows)


@pytest.mark.parametrize("local", [False, True])
def test_equals_a_computation_by_hand(x, local):
    model = attention(local)
    scale = torch.full((HEADS,), 1 / math.sqrt(WIDTH))
    torch.testing.assert_close(model(x)[1], by_hand(model, x[1], local, scale))


def test_local_attention_learns_the_scale_of_each_head(x):
    model, scale = attention(local=True), torch.tensor([0.2, 1.0, 3.0])
    with torch.no_grad():
        model.scale.copy_(scale[:, None, None])
    output = model(x)
    torch.testing.assert_close(output[0], by_hand(model, x[0], True, scale))
    output.sum().backward()
    assert model.scale.grad.ne(0).all()


@pytest.mark.parametrize("local", [False, True])
def test_weights_sum_to_one_and_a_local_token_does_not_see_itself(x, local):
    weights = attention(local).weights(x)
    assert weights.shape == (2, HEADS, TOKENS, TOKENS)
    torch.testing.assert_close(weights.sum(dim=-1), torch.ones(2, HEADS, TOKENS))
    own = weights.diagonal(dim1=-2, dim2=-1)
    assert own.eq(0).all() if local else own.gt(0).all()


def test_order_of_tokens_does_not_matter(x):
    model, order = attention(local=False), torch.randperm(TOKENS)
    torch.testing.assert_close(model(x[:, order]), model(x)[:, order])


def test_dropout_is_at_work_in_training_only(x):
    model = attention(local=True, drop=0.4)
    assert not torch.equal(model(x), model(x))
    model.eval()
    torch.testing.assert_close(model(x), attention(local=True)(x))


def test_dropout_acts_on_weights_and_on_what_comes_out(x):
    model = attention(local=False, drop=0.4)
    assert (model(x) == 0).any(), "of what comes out"
    model.dropout.probability = 0.0
    assert not torch.equal(model(x), model(x)), "of weights"
