"""Balance of active and inactive observations: counts, weights, draws."""

from dataclasses import replace
from functools import cache

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from neurodag.errors import SessionError
from neurodag.training.devices import generator
from neurodag.training.forecast.balance import choose, inactive_per_active
from neurodag.training.forecast.observations import observations_of
from tests.unit.training.forecast.planted import CPU, WINDOWS, session

ITEMS = [7, 2, 11]


@cache
def observations():
    return observations_of(session(), WINDOWS, CPU)


def labelled(share, seed=0):
    """The same observations, of which about a share is active."""
    seen = observations()
    return replace(seen, active=torch.rand(seen.active.shape, generator=generator(seed)) < share)


def pairs(chosen):
    return list(zip(chosen.presentation.tolist(), chosen.unit.tolist(), strict=True))


def test_the_ratio_is_that_of_all_training_observations():
    few, many = labelled(0.1), labelled(0.5, seed=1)
    train = [one.active[one.part == 0] for one in (few, many)]
    active = sum(label.sum().item() for label in train)
    inactive = sum((~label).sum().item() for label in train)
    assert inactive_per_active([few, many]) == pytest.approx(inactive / active)


def test_by_weights_the_active_ones_count_as_much_as_the_inactive_ones_and_themselves():
    seen = labelled(0.2)
    beta = inactive_per_active([seen])
    chosen = choose(seen, seen.of("train"), "weights", beta, generator(0))
    active = seen.active[chosen.presentation, chosen.unit]
    assert len(chosen.weight) == 36 * 4
    assert set(pairs(chosen)) == {(i, j) for i in seen.of("train").tolist() for j in range(4)}
    assert (chosen.weight[~active] == 1).all()
    assert chosen.weight[active].sum() == pytest.approx(
        (~active).sum().item() + active.sum().item(), rel=1e-5
    )


def test_with_none_all_count_alike():
    seen = labelled(0.2)
    chosen = choose(seen, torch.tensor(ITEMS), "none", 4.0, generator(0))
    assert pairs(chosen) == [(i, j) for i in ITEMS for j in range(4)]
    assert chosen.weight.tolist() == [1.0] * 12


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32), share=st.sampled_from([0.0, 0.1, 0.4, 0.8, 1.0]))
def test_by_sampling_all_active_ones_come_with_as_many_others(seed, share):
    seen = labelled(share, seed)
    chosen = choose(seen, torch.tensor(ITEMS), "sampling", 1.0, generator(seed))
    active = seen.active[ITEMS].sum().item()
    mine = seen.active[chosen.presentation, chosen.unit]
    assert mine.sum() == active
    assert (~mine).sum() == min(max(active, 1), 12 - active)
    assert len(set(pairs(chosen))) == len(chosen.weight)
    assert set(chosen.presentation.tolist()) <= set(ITEMS)
    assert (chosen.weight == 1).all()


def test_samples_depend_on_the_draw_alone():
    seen = labelled(0.1)
    every = torch.arange(40)
    one, same, other = (
        pairs(choose(seen, every, "sampling", 1.0, generator("step", step))) for step in (1, 1, 2)
    )
    assert one == same
    assert one != other


def test_inactive_observations_are_equally_likely():
    seen = labelled(0.0)
    seen.active[ITEMS[0], :2] = True
    drawn = [
        choose(seen, torch.tensor(ITEMS), "sampling", 1.0, generator(step)) for step in range(500)
    ]
    counts = torch.zeros(seen.active.shape)
    for chosen in drawn:
        counts[chosen.presentation, chosen.unit] += 1
    assert counts[~seen.active].sum() == 1000
    expected = 1000 / 10
    inactive = counts[ITEMS][~seen.active[ITEMS]]
    assert ((inactive - expected).abs() < 4 * expected**0.5).all()


def test_nothing_to_balance_is_refused():
    with pytest.raises(SessionError, match="No unit is active in any training presentation"):
        inactive_per_active([labelled(0.0)])
