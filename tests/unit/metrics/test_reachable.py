"""Shares of what is reachable, and where there is too little to reach."""

import numpy as np

from neurodag.metrics.reachable import SMALLEST, share_of_reachable


def test_counted_from_the_guess():
    np.testing.assert_allclose(
        share_of_reachable([0.6, 0.5, 0.8, 0.9], 0.8, guess=0.5)[:3],
        [
            1 / 3,
            0,
            1,
        ],
    )
    assert share_of_reachable(0.9, 0.8, guess=0.5) > 1


def test_worse_than_knowing_nothing_is_negative():
    assert share_of_reachable(-9.86, 2.0) == -4.93


def test_little_within_reach_has_no_share():
    reachable = np.array([-1.0, 0.0, SMALLEST / 2, SMALLEST, np.nan])
    missing = np.isnan(share_of_reachable(np.ones(5), reachable))
    assert missing.tolist() == [True, True, True, False, True]
    assert np.isnan(share_of_reachable(0.6, 0.52, guess=0.5))
