"""Autoformer's parts against loops."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from neurodag.models.forecast.competitors.auto_correlation import (
    auto_correlation,
    correlation,
    delayed,
    delays_that_count,
)
from neurodag.models.forecast.competitors.decomposition import SeasonalNorm, decomposed


def drawn(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


@given(frames=st.integers(2, 11))
@hypothesis_settings(max_examples=10, deadline=None)
def test_correlation_by_hand(frames):
    query, key = drawn(2, frames, 3), drawn(2, frames, 3, seed=1)
    expected = torch.stack(
        [(query.roll(-delay, dims=1) * key).sum(dim=1) for delay in range(frames)], dim=1
    )
    torch.testing.assert_close(correlation(query, key), expected, atol=1e-5, rtol=1e-5)


@given(frames=st.integers(1, 11))
@hypothesis_settings(max_examples=10, deadline=None)
def test_delays_by_hand(frames):
    value, weights = drawn(2, frames, 3), drawn(2, frames, seed=1)
    expected = sum(
        weights[:, delay, None, None] * value.roll(-delay, dims=1) for delay in range(frames)
    )
    torch.testing.assert_close(delayed(value, weights), expected, atol=1e-5, rtol=1e-5)


def test_the_best_delays_are_weighed_by_their_agreement():
    query, key, value = (drawn(2, 2, 9, 3, seed=seed) for seed in range(3))
    found = auto_correlation(query, key, value, factor=1)
    number = int(math.log(9))
    for item in range(2):
        for head in range(2):
            agreement = torch.tensor(
                [
                    (query[item, head].roll(-delay, dims=0) * key[item, head]).sum() / 3
                    for delay in range(9)
                ]
            )
            best, delays = agreement.topk(number)
            expected = sum(
                weight * value[item, head].roll(-int(delay), dims=0)
                for weight, delay in zip(best.softmax(dim=0), delays, strict=True)
            )
            torch.testing.assert_close(found[item, head], expected, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("frames", [5, 12])
def test_keys_and_values_are_as_long_as_the_query(frames):
    query = drawn(1, 1, 8, 2)
    context = drawn(1, 1, frames, 2, seed=1)
    fitting = torch.cat([context, torch.zeros(1, 1, 8, 2)], dim=2)[:, :, :8]
    found = auto_correlation(query, context, context, factor=2)
    torch.testing.assert_close(found, auto_correlation(query, fitting, fitting, factor=2))


@pytest.mark.parametrize(("frames", "factor", "number"), [(96, 10, 45), (2, 1, 1), (8, 10, 8)])
def test_delays_that_count(frames, factor, number):
    assert delays_that_count(frames, factor) == number


@given(frames=st.integers(1, 7), length=st.integers(3, 12))
@hypothesis_settings(max_examples=15, deadline=None)
def test_decomposition_by_hand(frames, length):
    x = drawn(2, length, 3)
    seasonal, trend = decomposed(x, frames)
    torch.testing.assert_close(seasonal + trend, x)
    before = (frames - 1) // 2
    for frame in range(length):
        around = [min(max(frame - before + step, 0), length - 1) for step in range(frames)]
        torch.testing.assert_close(trend[:, frame], x[:, around].mean(dim=1))


def test_seasonal_parts_are_zero_on_average():
    normalised = SeasonalNorm(6)(drawn(2, 9, 6) + 3)
    torch.testing.assert_close(normalised.mean(dim=1), torch.zeros(2, 6), atol=1e-6, rtol=0)
    assert normalised.std() > 0.5
