"""Post-norm blocks: against PyTorch's own layer, and against a computation by hand."""

import math

import pytest
import torch
from torch import nn

from neurodag.config.forecast import Transformer as Settings
from neurodag.models.forecast.transformer import Block, Transformer

WIDTH, HEADS, TOKENS = 12, 3, 5


def transformer(**changes: object) -> Transformer:
    torch.manual_seed(0)
    sizes = {"blocks": 3, "width": WIDTH, "heads": HEADS, "feedforward_factor": 2}
    made = Transformer(Settings(**sizes | changes)).eval()
    for parameter in made.parameters():  # norms and biases start as ones and zeros: tell nothing
        nn.init.normal_(parameter, std=0.3)
    return made


@pytest.fixture
def x():
    return torch.randn(2, TOKENS, WIDTH, generator=torch.Generator().manual_seed(1))


def test_blocks_without_residual_scores_are_layers_of_pytorch(x):
    ours = transformer(residual_scores=False)
    expected = x
    for block in ours.blocks:
        expected = pytorch_layer(block)(expected)
    torch.testing.assert_close(ours(x), expected)


def pytorch_layer(block: Block) -> nn.Module:
    layer = nn.TransformerEncoderLayer(WIDTH, HEADS, 2 * WIDTH, activation="gelu", batch_first=True)
    names = {
        "self_attn.in_proj_": block.attention.query_key_value,
        "self_attn.out_proj.": block.attention.out,
        "linear1.": block.feedforward.up,
        "linear2.": block.feedforward.down,
        "norm1.": block.attention_norm,
        "norm2.": block.feedforward_norm,
    }
    parts = names.items()
    layer.load_state_dict(
        {f"{name}weight": part.weight for name, part in parts}
        | {f"{name}bias": part.bias for name, part in parts}
    )
    return layer.eval()


@torch.no_grad()
def test_scores_add_up_from_block_to_block(x):
    ours = transformer()
    for observation, tokens in enumerate(x):
        earlier = torch.zeros(HEADS, TOKENS, TOKENS)
        for block in ours.blocks:
            tokens, earlier = by_hand(block, tokens, earlier)
        torch.testing.assert_close(ours(x)[observation], tokens)


def by_hand(block: Block, tokens, earlier):
    """Head by head and token by token."""
    size = WIDTH // HEADS
    query, key, value = block.attention.query_key_value(tokens).split(WIDTH, dim=1)
    scores, attended = torch.zeros_like(earlier), torch.zeros_like(tokens)
    for head in range(HEADS):
        part = slice(head * size, (head + 1) * size)
        for place in range(TOKENS):
            own = key[:, part] @ query[place, part] / math.sqrt(size)
            scores[head, place] = own + earlier[head, place]
            share = scores[head, place].exp() / scores[head, place].exp().sum()
            attended[place, part] = share @ value[:, part]
    between = block.attention_norm(tokens + block.attention.out(attended))
    return block.feedforward_norm(between + block.feedforward(between)), scores


@pytest.mark.parametrize("residual", [True, False])
def test_attention_is_what_the_blocks_use(x, residual):
    ours = transformer(residual_scores=residual)
    attention = ours.attention(x)
    assert attention.shape == (3, 2, HEADS, TOKENS, TOKENS)
    torch.testing.assert_close(attention.sum(dim=-1), torch.ones(3, 2, HEADS, TOKENS))
    tokens = x
    for block, weights in zip(ours.blocks, attention, strict=True):
        attended = (weights @ block.attention.split_heads(tokens)[2]).transpose(1, 2).flatten(2)
        tokens = block.attention_norm(tokens + block.attention.out(attended))
        tokens = block.feedforward_norm(tokens + block.feedforward(tokens))
    torch.testing.assert_close(ours(x), tokens)


def test_gradients_reach_the_first_scores_from_the_last_block(x):
    ours = transformer()
    _, scores = ours.blocks[0](x)
    scores.retain_grad()
    ours.blocks[1](x, scores)[0][0, 0, 0].backward()
    assert scores.grad is not None
    assert scores.grad.ne(0).any()


def test_dropout_is_at_work_in_training_only(x):
    ours = transformer(dropout=0.4)
    assert torch.equal(ours(x), ours(x))
    ours.train()
    assert not torch.equal(ours(x), ours(x))
