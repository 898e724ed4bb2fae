"""Scores of drawn responses: a plain double loop, closed forms, and draws that are calibrated."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from neurodag.evaluation.forecast.samples import crps, pieces, share_below
from neurodag.training.devices import generator
from neurodag.training.forecast.observations import Cut


@given(number=st.integers(1, 7), seed=st.integers(0, 99))
@settings(max_examples=30, deadline=None)
def test_crps_is_that_of_all_pairs(number, seed):
    draw = generator(seed)
    samples = torch.randn(number, 3, 4, generator=draw).round(decimals=1)
    seen = torch.randn(3, 4, generator=draw).round(decimals=1)
    by_hand = np.zeros(3)
    for observation in range(3):
        for frame in range(4):
            x = samples[:, observation, frame].double().numpy()
            error = np.mean([abs(each - seen[observation, frame].item()) for each in x])
            pairs = np.mean([abs(one - other) for one in x for other in x])
            by_hand[observation] += (error - pairs / 2) / 4
    np.testing.assert_allclose(crps(samples, seen), by_hand, atol=1e-9)


def test_crps_of_equal_samples_is_the_absolute_error():
    seen = torch.tensor([[1.0, 3.0]])
    samples = torch.tensor([[2.0, 5.0]]).expand(6, 1, 2)
    assert crps(samples, seen).item() == pytest.approx(1.5)


def test_crps_of_a_gaussian_nears_its_closed_form():
    samples = torch.randn(20_000, 1, 1, generator=generator(0))
    found = crps(samples, torch.zeros(1, 1)).item()
    assert found == pytest.approx((np.sqrt(2) - 1) / np.sqrt(np.pi), abs=0.01)


LEVELS = torch.tensor([0.05, 0.33, 0.5, 0.95], dtype=torch.float64)


@pytest.mark.parametrize("number", [1, 3, 30])
@pytest.mark.parametrize("outcomes", [None, 3])
def test_draws_from_the_same_distribution_are_calibrated(number, outcomes):
    """However few the samples, and also if what is drawn has few values."""
    drawn = torch.randn(number + 1, 20_000, 1, generator=generator(number))
    if outcomes:
        drawn = (drawn * outcomes / 4).round()
    below = share_below(drawn[1:], drawn[0], LEVELS).mean(dim=(0, 1))
    np.testing.assert_allclose(below, LEVELS, atol=0.012)


def test_too_narrow_too_wide_and_too_low():
    seen = torch.randn(5000, 1, generator=generator(0))
    samples = torch.randn(30, 5000, 1, generator=generator(1))

    def below(forecast):
        return share_below(forecast, seen, LEVELS).mean(dim=(0, 1)).numpy()

    low, _, middle, high = below(samples / 3)
    assert (low > 0.2, abs(middle - 0.5) < 0.03, high < 0.8) == (True, True, True)
    low, _, middle, high = below(samples * 3)
    assert (low < 0.02, abs(middle - 0.5) < 0.03, high > 0.98) == (True, True, True)
    assert (below(samples - 1) < LEVELS.numpy()).all()


def test_pieces_are_the_whole():
    cut = Cut(torch.randn(7, 3), *(torch.arange(7) + shift for shift in (0, 10, 20)))
    parts = list(pieces(cut, 3))
    assert [len(part.unit) for part in parts] == [3, 3, 1]
    for name in Cut._fields:
        assert torch.equal(torch.cat([getattr(part, name) for part in parts]), getattr(cut, name))
