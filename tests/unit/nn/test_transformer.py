"""Transformer blocks: against a computation by hand and against PyTorch's own layer."""

import math

import pytest
import torch
from torch import nn

from neurodag.nn.transformer import Block

WIDTH, HEADS, HIDDEN, TOKENS = 12, 3, 20, 6


@pytest.fixture
def block():
    torch.manual_seed(0)
    block = Block(WIDTH, HEADS, HIDDEN, drop=0.4).eval()
    for parameter in block.parameters():  # norms and biases start as ones and zeros: tell nothing
        nn.init.normal_(parameter, std=0.3)
    return block


@pytest.fixture
def x():
    return torch.randn(2, TOKENS, WIDTH, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize("causal", [False, True])
def test_equals_a_computation_by_hand(block, x, causal):
    with torch.no_grad():
        torch.testing.assert_close(block(x, causal), by_hand(block, x, causal))


@torch.no_grad()
def by_hand(block, x, causal):
    """Token by token and head by head."""
    size = WIDTH // HEADS
    weight, bias = block.attention.query_key_value.weight, block.attention.query_key_value.bias
    result = torch.empty_like(x)
    for trial, tokens in enumerate(x):
        normed = normalise(tokens, block.attention_norm)
        query, key, value = (normed @ weight.T + bias).split(WIDTH, dim=1)
        for place in range(TOKENS):
            seen = place + 1 if causal else TOKENS
            heads = []
            for head in range(HEADS):
                part = slice(head * size, (head + 1) * size)
                scores = key[:seen, part] @ query[place, part] / math.sqrt(size)
                share = scores.exp() / scores.exp().sum()
                heads.append(share @ value[:seen, part])
            attended = block.attention.out.weight @ torch.cat(heads) + block.attention.out.bias
            between = tokens[place] + attended
            up = block.feedforward.up
            hidden = up.weight @ normalise(between, block.feedforward_norm) + up.bias
            active = hidden * (1 + torch.erf(hidden / math.sqrt(2))) / 2
            down = block.feedforward.down
            result[trial, place] = between + down.weight @ active + down.bias
    return result


def normalise(x, norm):
    centred = x - x.mean(dim=-1, keepdim=True)
    variance = centred.square().mean(dim=-1, keepdim=True)
    return centred / (variance + 1e-5).sqrt() * norm.weight + norm.bias


@pytest.mark.parametrize("causal", [False, True])
def test_equals_the_layer_of_pytorch(block, x, causal):
    theirs = nn.TransformerEncoderLayer(
        WIDTH, HEADS, HIDDEN, activation="gelu", norm_first=True, batch_first=True
    ).eval()
    theirs.load_state_dict(
        {
            "self_attn.in_proj_weight": block.attention.query_key_value.weight,
            "self_attn.in_proj_bias": block.attention.query_key_value.bias,
            "self_attn.out_proj.weight": block.attention.out.weight,
            "self_attn.out_proj.bias": block.attention.out.bias,
            "linear1.weight": block.feedforward.up.weight,
            "linear1.bias": block.feedforward.up.bias,
            "linear2.weight": block.feedforward.down.weight,
            "linear2.bias": block.feedforward.down.bias,
            "norm1.weight": block.attention_norm.weight,
            "norm1.bias": block.attention_norm.bias,
            "norm2.weight": block.feedforward_norm.weight,
            "norm2.bias": block.feedforward_norm.bias,
        }
    )
    mask = nn.Transformer.generate_square_subsequent_mask(TOKENS) if causal else None
    torch.testing.assert_close(block(x, causal), theirs(x, src_mask=mask, is_causal=causal))
    pairs = torch.arange(TOKENS) // 2
    seen = pairs <= pairs[:, None]
    torch.testing.assert_close(block(x, seen=seen), theirs(x, src_mask=~seen))


def test_dropout_is_at_work_in_training_only(block, x):
    assert torch.equal(block(x), block(x))
    block.train()
    assert not torch.equal(block(x), block(x))
