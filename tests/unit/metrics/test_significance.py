"""Wilcoxon's test: exact p of small samples, by counting the signs."""

from itertools import product

import numpy as np
import pytest

from neurodag.metrics.significance import wilcoxon_p


def counted_p(difference):
    """Share of all signs of the ranked differences whose positive ranks add up to as much."""
    rank = np.argsort(np.argsort(np.abs(difference))) + 1
    seen = rank[difference > 0].sum()
    sums = [sum(r for r, up in zip(rank, signs, strict=True) if up) for signs in SIGNS]
    return np.mean([total >= seen for total in sums])


SIGNS = list(product([False, True], repeat=8))


@pytest.mark.parametrize("seed", range(5))
def test_p_is_the_share_of_signs_that_are_as_extreme(seed):
    rng = np.random.default_rng(seed)
    ours, theirs = rng.normal(0.5, 1, 8), rng.normal(0, 1, 8)
    assert wilcoxon_p(ours, theirs) == pytest.approx(counted_p(ours - theirs))
    assert wilcoxon_p(ours, theirs, "lower") == pytest.approx(counted_p(theirs - ours))


def test_always_better_has_the_smallest_p_there_is():
    theirs = np.arange(10.0)
    assert wilcoxon_p(theirs + 1 + 0.1 * theirs, theirs) == pytest.approx(2**-10)
    assert wilcoxon_p(theirs + 1 + 0.1 * theirs, theirs, "lower") == pytest.approx(1)


def test_runs_without_a_score_do_not_count():
    ours, theirs = np.array([2.0, np.nan, 5.0, 9.0]), np.array([1.0, 0.0, 3.0, np.nan])
    assert wilcoxon_p(ours, theirs) == wilcoxon_p(ours[[0, 2]], theirs[[0, 2]]) == 0.25


def test_models_that_never_differ():
    same = np.arange(6.0)
    assert wilcoxon_p(same, same) == 1
    assert np.isnan(wilcoxon_p(same, np.full(6, np.nan)))
