"""QuantFormer as it is pre-trained."""

import pytest
import torch
from torch.nn import functional

from neurodag.config.forecast import ForecastNetwork, PatchMasking
from neurodag.errors import ConfigError
from neurodag.models.forecast.autoencoder import QuantFormer
from neurodag.models.forecast.patches import draw_mask
from tests.unit.models.forecast.networks import (
    BASELINE,
    PATCH,
    PATCHES,
    RESPONSE,
    network,
    settings,
    some_signals,
)

both = pytest.mark.parametrize("changes", [{}, {"quantizer": None}], ids=["codes", "AE"])


def some_hidden(observations: int = 6):
    draw = torch.Generator().manual_seed(0)
    return draw_mask(observations, PATCHES, PatchMasking(share=0.4, draw="fixed"), draw)


def test_size_of_the_papers_network():
    made = QuantFormer(96, 64, ForecastNetwork())
    block = 4 * 128**2 + 4 * 128 + 2 * 4 * 128**2 + 4 * 128 + 128 + 4 * 128
    ends = 2 * 16 * 128 + 128 + 16 + 128  # in, out, [MASK]
    expected = 12 * block + ends + 2 * 10 * 128 + 32 * 128 + 2 * 128
    assert sum(parameter.numel() for parameter in made.parameters()) == expected == 2_390_544


@both
def test_signals_come_out_as_long_as_they_went_in(changes):
    made = network(**changes)
    out = made(some_signals(), some_hidden())
    assert out.signals.shape == some_signals().shape
    assert out.tokens.shape == (6, PATCHES, 8)
    assert out.loss.ndim == 0
    assert made.train()(some_signals()).signals.requires_grad


def test_without_quantization_there_are_no_codes():
    made = network(quantizer=None)
    out = made(some_signals())
    assert out.codes is None
    assert out.loss == 0
    assert torch.equal(out.signals, made.decode(out.tokens))
    with pytest.raises(ValueError, match="no quantizer, and so no codes"):
        made.codes(some_signals())


def test_codes_are_all_that_the_decoder_knows():
    made, signals, hidden = network(), some_signals(), some_hidden()
    out = made(signals, hidden)
    assert torch.equal(out.codes, made.codes(signals, hidden))
    assert len(out.codes.unique()) > 1
    torch.testing.assert_close(made.from_codes(out.codes), out.signals)


@both
def test_what_is_hidden_is_not_seen(changes):
    made, signals, hidden = network(**changes), some_signals(), some_hidden()
    other = torch.where(hidden.repeat_interleave(PATCH, dim=1), signals + 5, signals)
    assert torch.equal(made(signals, hidden).signals, made(other, hidden).signals)
    assert not torch.equal(made(signals).tokens, made(other).tokens)


def test_mask_tokens_know_their_position():
    made = network(quantizer=None)
    tokens = made(some_signals(1), torch.ones(1, PATCHES, dtype=torch.bool)).tokens[0]
    assert torch.pdist(tokens).min() > 1e-3


@both
def test_observations_do_not_mix(changes):
    made, signals, hidden = network(**changes), some_signals(), some_hidden()
    order = torch.tensor([4, 0, 5, 2, 1, 3])
    out, again = made(signals, hidden), made(signals[order], hidden[order])
    torch.testing.assert_close(again.signals, out.signals[order])
    torch.testing.assert_close(again.tokens, out.tokens[order])
    if out.codes is not None:
        assert torch.equal(again.codes, out.codes[order])


@both
def test_every_parameter_learns(changes):
    made = network(**changes).train()
    out = made(some_signals(), some_hidden())
    (functional.mse_loss(out.signals, some_signals()) + out.loss).backward()
    for name, parameter in made.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.ne(0).any(), name


def test_the_reconstruction_alone_trains_encoder_and_codes():
    made = network().train()
    made(some_signals()).signals.square().sum().backward()
    assert made.encoder.embedding.weight.grad.ne(0).any()
    assert made.codebook.entries.grad.ne(0).any()


def test_signals_of_a_few_planted_patterns_are_learnt_as_codes():
    draw = torch.Generator().manual_seed(0)
    patterns = torch.eye(PATCH)
    signals = patterns[torch.randint(PATCH, (64, PATCHES), generator=draw)].flatten(1)
    made = network(quantizer={"codes": 12}).train()
    optimizer = torch.optim.Adam(made.parameters(), lr=1e-2)
    for _ in range(200):
        optimizer.zero_grad()
        out = made(signals)
        (functional.mse_loss(out.signals, signals) + out.loss).backward()
        made.codebook.replace_unused(out.tokens, out.codes, draw)
        optimizer.step()
    assert functional.mse_loss(out.signals, signals) < 0.1 * signals.var()


@pytest.mark.parametrize(
    ("frames", "what"), [((BASELINE + 1, RESPONSE), "baseline"), ((BASELINE, 7), "response")]
)
def test_patches_fill_baseline_and_response(frames, what):
    with pytest.raises(ConfigError, match=f"The {what} has .* patches of 4 frames do not fill"):
        QuantFormer(*frames, settings())


def test_half_precision_is_near():
    made, signals = network(quantizer=None), some_signals()
    with torch.autocast("cpu", torch.bfloat16):
        half = made(signals).signals.float()
    torch.testing.assert_close(half, made(signals).signals, atol=0.1, rtol=0.1)


def test_half_precision_with_codes():
    made, signals = network(), some_signals(64)
    with torch.autocast("cpu", torch.bfloat16):
        out = made(signals)
    assert out.loss.dtype == torch.float32
    assert (out.codes == made.codes(signals)).double().mean() > 0.9
