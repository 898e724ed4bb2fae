"""Sparse attention, positions and the blocks of attention."""

import math

import pytest
import torch
from torch.nn import functional

from neurodag.config.forecast.competitors import Crossformer
from neurodag.models.forecast.competitors.attention import Block
from neurodag.models.forecast.competitors.crossformer import Merging
from neurodag.models.forecast.competitors.frames import positions
from neurodag.models.forecast.competitors.informer import Distilling
from neurodag.models.forecast.competitors.prob_sparse import prob_sparse, queries_that_count
from neurodag.models.forecast.competitors.two_stage import TwoStage


def drawn(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def some_heads(tokens: int = 9) -> tuple[torch.Tensor, ...]:
    return tuple(drawn(2, 2, tokens, 4, seed=seed) for seed in range(3))


@pytest.mark.parametrize("causal", [False, True])
def test_sparse_attention_of_all_queries_is_full_attention(causal):
    query, key, value = some_heads()
    full = functional.scaled_dot_product_attention(query, key, value, is_causal=causal)
    torch.testing.assert_close(prob_sparse(query, key, value, factor=10, causal=causal), full)


@pytest.mark.parametrize("causal", [False, True])
def test_queries_that_do_not_count_are_given_means(causal):
    query, key, value = some_heads()
    found = prob_sparse(query, key, value, factor=1, causal=causal)
    full = functional.scaled_dot_product_attention(query, key, value, is_causal=causal)
    for item, head in ((0, 0), (1, 1)):
        scores = query[item, head] @ key[item, head].T / 2
        seen = [scores[row, : row + 1 if causal else 9] for row in range(9)]
        most = torch.stack([row.max() - row.mean() for row in seen]).topk(3).indices.tolist()
        for row in range(9):
            mean = value[item, head, : row + 1 if causal else 9].mean(dim=0)
            expected = full[item, head, row] if row in most else mean
            torch.testing.assert_close(found[item, head, row], expected)


def test_no_query_sees_later_tokens():
    query, key, value = some_heads()
    changed = [torch.cat([part[:, :, :5], part[:, :, 5:] + 1], dim=2) for part in (key, value)]
    found, other = prob_sparse(query, key, value, 10, True), prob_sparse(query, *changed, 10, True)
    torch.testing.assert_close(found[:, :, :5], other[:, :, :5])
    assert not torch.allclose(found[:, :, 5:], other[:, :, 5:], atol=0.1)


@pytest.mark.parametrize(("tokens", "factor", "number"), [(96, 10, 50), (24, 10, 24), (1, 5, 1)])
def test_queries_that_count(tokens, factor, number):
    assert queries_that_count(tokens, factor) == number


def test_positions_by_hand():
    found = positions(5, 6, torch.zeros(1))
    for token in range(5):
        for pair in range(3):
            angle = token / 10_000 ** (2 * pair / 6)
            assert found[token, 2 * pair] == pytest.approx(math.sin(angle), abs=1e-5)
            assert found[token, 2 * pair + 1] == pytest.approx(math.cos(angle), abs=1e-5)


def test_blocks_look_at_their_context_item_by_item():
    block = Block(8, 2, 16, 0.0).eval()
    x, context = drawn(3, 4, 5, 8), drawn(3, 4, 7, 8, seed=1)
    together = block(x, context)
    assert together.shape == x.shape
    torch.testing.assert_close(together[1, 2], block(x[1, 2][None], context[1, 2][None])[0])
    torch.testing.assert_close(block(x), block(x, x))


@pytest.mark.parametrize(("tokens", "left"), [(6, 3), (5, 3), (1, 1)])
def test_distilling_halves_tokens(tokens, left):
    assert Distilling(4)(drawn(2, tokens, 4)).shape == (2, left, 4)


def test_the_last_token_goes_on_where_some_are_missing_to_merge():
    merging = Merging(4, 3)
    x = drawn(2, 2, 6, 3)
    whole = torch.cat([x, x[:, :, -1:], x[:, :, -1:]], dim=2)
    torch.testing.assert_close(merging(x), merging(whole))
    assert merging(x).shape == (2, 2, 2, 3)


def test_two_stages_reach_all_units_and_times():
    settings = Crossformer(kind="crossformer", width=8, heads=2, routers=2, feedforward=16)
    stage = TwoStage(3, settings).eval()
    x = drawn(1, 4, 3, 8).requires_grad_()
    stage(x)[0, 0, 0].square().sum().backward()
    assert (x.grad.abs().sum(dim=-1) > 0).all()


def test_two_stages_do_not_know_the_order_of_units():
    settings = Crossformer(kind="crossformer", width=8, heads=2, routers=2, feedforward=16)
    stage, x = TwoStage(3, settings).eval(), drawn(2, 4, 3, 8)
    order = [2, 0, 3, 1]
    torch.testing.assert_close(stage(x[:, order]), stage(x)[:, order])
