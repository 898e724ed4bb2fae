"""Attention block by block: against PyTorch's own, and against weights dropped one by one."""

import pytest
import torch
from torch.autograd.graph import saved_tensors_hooks
from torch.nn import functional

from neurodag.nn import blockwise_attention
from neurodag.nn.attention import attention_weights
from neurodag.nn.blockwise_attention import attend
from neurodag.nn.rows import rows_of_batch

TRIALS, HEADS, TOKENS = 3, 2, 7
DROP = 0.3
SEEN = torch.eye(TOKENS).roll(1, 0) < 1


@pytest.fixture(autouse=True)
def _several_blocks(monkeypatch):
    monkeypatch.setattr(blockwise_attention, "ROWS", 3)


@pytest.fixture
def heads():
    """Query, key and value, as wide as there are tokens, laid out as a linear layer puts them."""
    draw = torch.Generator().manual_seed(0)
    packed = torch.randn(TRIALS, TOKENS, 3, HEADS, TOKENS, generator=draw, requires_grad=True)
    return [part.transpose(1, 2) for part in packed.unbind(2)]


def attend_seeded(*heads, seen=None, drop=DROP, seed=0):
    torch.manual_seed(seed)
    return attend(*heads, seen=seen, drop=drop)


def dropped_weights(query, key, **options):
    """What each value is multiplied by: what comes out for values that are unit vectors."""
    return attend_seeded(query, key, torch.eye(TOKENS).expand_as(query), **options)


@pytest.mark.parametrize("seen", [None, SEEN])
def test_without_dropout_it_is_scaled_dot_product_attention(heads, seen):
    expected = functional.scaled_dot_product_attention(*heads, attn_mask=seen)
    torch.testing.assert_close(attend(*heads, seen=seen), expected)
    torch.testing.assert_close(attend_seeded(*heads, seen=seen, drop=1e-6), expected)


@pytest.mark.parametrize("seen", [None, SEEN])
def test_value_and_gradients_with_weights_dropped_by_hand(heads, seen):
    query, key, value = heads
    kept = dropped_weights(query, key, seen=seen) > 0
    by_hand = attention_weights(query, key, seen=seen) * kept / (1 - DROP) @ value
    attended = attend_seeded(*heads, seen=seen)
    torch.testing.assert_close(attended, by_hand, rtol=1e-4, atol=1e-5)
    along = torch.randn(by_hand.shape, generator=torch.Generator().manual_seed(1))
    for ours, theirs in zip(
        torch.autograd.grad(attended, heads, along, retain_graph=True),
        torch.autograd.grad(by_hand, heads, along),
        strict=True,
    ):
        torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-5)


def test_share_dropped_and_mean_kept(heads):
    query, key = (part[:1].expand(800, -1, -1, -1) for part in heads[:2])
    dropped = dropped_weights(query, key)
    assert (dropped == 0).float().mean().item() == pytest.approx(DROP, abs=5e-3)
    weights = attention_weights(query[0], key[0])
    torch.testing.assert_close(dropped.mean(dim=0), weights, atol=0.06, rtol=0)


def test_trials_heads_and_tokens_drop_independently(heads):
    kept = (dropped_weights(*heads[:2]) > 0).float()
    for axis in range(4):
        assert kept.std(dim=axis).gt(0).any()
    assert not torch.equal(kept, (dropped_weights(*heads[:2], seed=1) > 0).float())


def test_processes_that_share_a_batch_drop_what_one_would(heads):
    shares = []
    for rows in (slice(0, 1), slice(1, 3)):
        with rows_of_batch(rows, TRIALS):
            shares.append(attend_seeded(*(part[rows] for part in heads)))
    torch.testing.assert_close(torch.cat(shares), attend_seeded(*heads))


def test_nothing_quadratic_in_the_tokens_is_kept_for_the_gradient():
    heads = torch.randn(3, 1, 1, 100, 4, requires_grad=True).unbind()
    kept = []
    with saved_tensors_hooks(lambda x: kept.append(x.numel()) or x, lambda x: x):
        attend(*heads, drop=DROP)
    assert 0 < max(kept) <= 100 * 4


def test_half_precision_is_computed_in_single(heads):
    expected = attend_seeded(*(part.bfloat16().float() for part in heads))
    with torch.autocast("cpu", torch.bfloat16):
        attended = attend_seeded(*(part.bfloat16() for part in heads))
    assert attended.dtype == torch.float32
    torch.testing.assert_close(attended, expected, rtol=2e-2, atol=2e-2)
    attended.sum().backward()
