"""Stochastic depth: what is left out, and for whom."""

import pytest
import torch

from neurodag.nn.stochastic_depth import StochasticDepth


def test_whole_trials_are_left_out_and_the_mean_is_kept():
    torch.manual_seed(0)
    x = torch.rand(20_000, 2, 3) + 1
    y = StochasticDepth(0.3).train()(x)
    left_out = (y == 0).flatten(1)
    assert torch.equal(left_out.all(dim=1), left_out.any(dim=1))
    assert left_out[:, 0].float().mean().item() == pytest.approx(0.3, abs=0.01)
    kept = ~left_out[:, 0]
    torch.testing.assert_close(y[kept], x[kept] / 0.7, rtol=1e-4, atol=0)


def test_nothing_is_left_out_in_evaluation_or_at_probability_zero():
    x = torch.randn(50, 2)
    assert StochasticDepth(0.9).eval()(x) is x
    assert StochasticDepth(0.0).train()(x) is x
