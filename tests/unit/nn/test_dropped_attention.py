"""Attention in parts: against the same weights made, dropped and used all at once."""

import math

import pytest
import torch
from torch.autograd.graph import saved_tensors_hooks

from neurodag.nn import attention, dropped_attention
from neurodag.nn.attention import attend
from neurodag.nn.dropout import dropout
from neurodag.nn.rows import rows_of_batch

TRIALS, HEADS, TOKENS, WIDTH, DROP = 3, 2, 7, 4, 0.3
SEEN = torch.eye(TOKENS).roll(1, 0) < 1
CONTEXTS = {"all": {}, "causal": {"causal": True}, "some": {"seen": SEEN}}
every_context = pytest.mark.parametrize("context", CONTEXTS.values(), ids=CONTEXTS)


@pytest.fixture(autouse=True)
def _several_parts(monkeypatch):
    """Four of six heads, then two; the tokens are too many to drop all weights at once."""
    monkeypatch.setattr(dropped_attention, "PART", 4 * TOKENS**2)
    monkeypatch.setattr(attention, "FEW_TOKENS", 0)


@pytest.fixture
def heads():
    """Query, key and value, laid out as a linear layer puts them."""
    draw = torch.Generator().manual_seed(0)
    packed = torch.randn(TRIALS, TOKENS, 3, HEADS, WIDTH, generator=draw, requires_grad=True)
    return [part.transpose(1, 2) for part in packed.unbind(2)]


def attend_seeded(*heads, **context):
    torch.manual_seed(0)
    return attend(*heads, **context, drop=DROP)


def at_once(query, key, value, causal=False, seen=None):
    """By hand, and with the same draws."""
    torch.manual_seed(0)
    scores = query @ key.mT / math.sqrt(WIDTH)
    seen = torch.ones(TOKENS, TOKENS).tril() > 0 if causal else seen
    if seen is not None:
        scores = scores.masked_fill(~seen, -torch.inf)
    return dropout(scores.softmax(dim=-1), DROP) @ value


@every_context
def test_value_and_gradients_are_those_of_all_weights_at_once(heads, context):
    attended, expected = attend_seeded(*heads, **context), at_once(*heads, **context)
    torch.testing.assert_close(attended, expected)
    along = torch.randn(expected.shape, generator=torch.Generator().manual_seed(1))
    for ours, theirs in zip(
        torch.autograd.grad(attended, heads, along),
        torch.autograd.grad(expected, heads, along),
        strict=True,
    ):
        torch.testing.assert_close(ours, theirs)


@every_context
def test_few_tokens_and_many_drop_the_same(heads, context, monkeypatch):
    many = attend_seeded(*heads, **context)
    monkeypatch.setattr(attention, "FEW_TOKENS", TOKENS)
    torch.testing.assert_close(attend_seeded(*heads, **context), many)


@every_context
def test_bfloat16(heads, context):
    halves = [part.bfloat16() for part in heads]
    results = []
    for way in (attend_seeded, at_once):
        with torch.autocast("cpu", torch.bfloat16):
            attended = way(*halves, **context)
        assert attended.dtype == torch.bfloat16
        results.append((attended, *torch.autograd.grad(attended.float().square().sum(), heads)))
    for ours, theirs in zip(*results, strict=True):
        torch.testing.assert_close(ours, theirs, atol=0.02, rtol=0.02)


def test_part_of_a_batch_is_dropped_as_in_the_whole_batch(heads):
    whole = attend_seeded(*heads)
    with rows_of_batch(slice(1, 3), TRIALS):
        part = attend_seeded(*(x[1:3] for x in heads))
    torch.testing.assert_close(part, whole[1:3])


def test_of_each_weight_one_byte_is_kept(heads):
    kept = []
    with saved_tensors_hooks(lambda x: kept.append(x) or x, lambda x: x):
        attend(*heads, drop=DROP)
    weights = TRIALS * HEADS * TOKENS**2
    assert [x.dtype for x in kept if x.numel() >= weights] == [torch.uint8]
