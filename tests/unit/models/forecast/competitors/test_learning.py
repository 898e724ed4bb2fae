"""Networks learn what they should be able to, and those of single units no more than that."""

import pytest
import torch

from tests.unit.models.forecast.competitors.tasks import (
    MULTIVARIATE,
    SINGLE_UNITS,
    competitor,
    error,
    led_by_an_oscillation,
    led_by_one,
    sinusoids,
    train,
)

STEPS = {"autoformer": 100, "brainlm": 100, "poco": 100, "informer": 40}


@pytest.mark.parametrize("kind", SINGLE_UNITS)
def test_single_units_go_on_with_an_oscillation(kind):
    new = sinusoids(64, seed=10**6)
    made = train(competitor(kind), sinusoids, steps=40, rate=0.01)
    assert error(made, new) < 0.1 * error(competitor("persistence"), new)


def best_of_single_units(shown) -> float:
    """Who sees a single unit knows nothing of what all but the first will do."""
    return (shown.response[..., 1:].square().sum() / shown.response.numel()).item()


@pytest.mark.parametrize("kind", MULTIVARIATE)
def test_populations_follow_a_unit_that_leads(kind):
    signals = led_by_an_oscillation if kind == "autoformer" else led_by_one
    new = signals(64, seed=10**6)
    made = train(competitor(kind), signals, STEPS.get(kind, 60), rate=0.01)
    assert error(made, new) < 0.5 * best_of_single_units(new)


def test_single_units_cannot_follow():
    new = led_by_one(64, seed=10**6)
    made = train(competitor("nlinear"), led_by_one, steps=60, rate=0.01)
    assert error(made, new) > 0.9 * best_of_single_units(new)


def test_training_is_reproducible():
    first, second = (train(competitor("patchtst"), sinusoids, 3, 0.01) for _ in range(2))
    for name, parameter in first.state_dict().items():
        assert torch.equal(parameter, second.state_dict()[name])
