"""Attention: against PyTorch's own, and what its weights mean."""

import pytest
import torch
from torch.nn import functional

from neurodag.nn.attention import SelfAttention, attend, attention_weights


@pytest.fixture
def heads():
    """Query, key and value of 2 trials, 3 heads, 7 tokens."""
    return torch.randn(3, 2, 3, 7, 4, generator=torch.Generator().manual_seed(0)).unbind()


@pytest.mark.parametrize("causal", [False, True])
def test_weights_times_values_is_scaled_dot_product_attention(heads, causal):
    query, key, value = heads
    expected = functional.scaled_dot_product_attention(query, key, value, is_causal=causal)
    torch.testing.assert_close(attention_weights(query, key, causal) @ value, expected)
    torch.testing.assert_close(attend(query, key, value, causal=causal), expected)


def test_tokens_see_what_they_are_let_see(heads):
    query, key, value = heads
    seen = torch.rand(7, 7, generator=torch.Generator().manual_seed(0)) < 0.5
    seen.fill_diagonal_(True)
    expected = functional.scaled_dot_product_attention(query, key, value, attn_mask=seen)
    weights = attention_weights(query, key, seen=seen)
    assert ((weights > 0) == seen).all()
    torch.testing.assert_close(weights.sum(dim=-1), torch.ones(2, 3, 7))
    torch.testing.assert_close(weights @ value, expected)
    torch.testing.assert_close(attend(query, key, value, seen=seen), expected)


def test_seeing_no_later_token_is_causal(heads):
    seen = torch.ones(7, 7, dtype=torch.bool).tril()
    torch.testing.assert_close(attend(*heads, seen=seen), attend(*heads, causal=True))


@pytest.mark.parametrize("context", [{}, {"causal": True}, {"seen": torch.eye(7).roll(1, 0) < 1}])
def test_dropped_weights_keep_the_mean(heads, context):
    torch.manual_seed(0)
    query, key, value = (x.expand(4000, 3, 7, 4) for x in (part[:1] for part in heads))
    dropped = attend(query, key, value, **context, drop=0.3)
    kept = attend(query, key, value, **context)
    assert not torch.allclose(dropped[0], kept[0])
    torch.testing.assert_close(dropped.mean(dim=0), kept[0], atol=0.06, rtol=0)


@pytest.mark.parametrize("causal", [False, True])
def test_rows_of_weights_sum_to_one(causal):
    attention = SelfAttention(width=12, heads=3)
    weights = attention.weights(torch.randn(2, 7, 12), causal)
    assert weights.shape == (2, 3, 7, 7)
    torch.testing.assert_close(weights.sum(dim=-1), torch.ones(2, 3, 7))
    above_diagonal = weights.triu(1)
    assert above_diagonal.eq(0).all() if causal else above_diagonal.gt(0).any()


def test_weights_are_those_that_the_forward_pass_uses():
    attention = SelfAttention(width=12, heads=3).eval()
    x = torch.randn(2, 7, 12)
    value = attention.split_heads(x)[2]
    by_hand = (attention.weights(x) @ value).transpose(1, 2).reshape(2, 7, 12)
    torch.testing.assert_close(attention(x), attention.out(by_hand))
