"""Dropout: what is dropped, what is kept, what flows back."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from neurodag.nn.dropout import Dropout, dropout


@pytest.mark.parametrize("probability", [0.1, 0.4, 0.9])
def test_share_dropped_and_mean_kept(probability):
    torch.manual_seed(0)
    y = dropout(torch.ones(1_000_000), probability)
    assert (y == 0).float().mean().item() == pytest.approx(probability, abs=2e-3)
    assert y.mean().item() == pytest.approx(1, abs=1e-2)


def test_kept_elements_are_scaled_alike():
    y = dropout(torch.full((1000,), 3.0), 0.25)
    assert y[y != 0].unique().tolist() == pytest.approx([4.0])


@given(
    shape=st.lists(st.integers(0, 7), min_size=0, max_size=3),
    dtype=st.sampled_from([torch.float32, torch.bfloat16, torch.float64]),
)
def test_shape_and_dtype_stay(shape, dtype):
    y = dropout(torch.ones(shape, dtype=dtype), 0.5)
    assert y.shape == torch.Size(shape)
    assert y.dtype == dtype


def test_neighbours_are_dropped_independently():
    torch.manual_seed(0)
    dropped = dropout(torch.ones(400_000), 0.3).reshape(-1, 4) == 0
    covariance = torch.cov(dropped.T.float())
    assert covariance.diagonal().tolist() == pytest.approx([0.21] * 4, abs=5e-3)
    assert covariance.fill_diagonal_(0).abs().max() < 5e-3


def test_gradient_flows_through_what_is_kept():
    x = torch.ones(1000, requires_grad=True)
    y = dropout(x, 0.4)
    y.sum().backward()
    torch.testing.assert_close(x.grad, y.detach())


def test_same_seed_same_elements():
    draws = []
    for _ in range(2):
        torch.manual_seed(3)
        draws.append(dropout(torch.ones(1000), 0.4))
    assert torch.equal(*draws)
    assert not torch.equal(draws[0], dropout(torch.ones(1000), 0.4))


def test_module_is_the_identity_in_evaluation_and_at_probability_zero():
    x = torch.randn(50)
    assert Dropout(0.5).eval()(x) is x
    assert Dropout(0.0).train()(x) is x
    assert not torch.equal(Dropout(0.5).train()(x), x)
