"""Centres of mass and their correlation with the pupil, against scipy and planted relations."""

import numpy as np
import pytest
from scipy import ndimage, stats

from neurodag.interpret.centres import centres_of_mass, correlations


def test_centre_is_that_of_scipy_from_the_middle():
    maps = np.random.default_rng(0).random((6, 5, 8), dtype=np.float32)
    expected = [ndimage.center_of_mass(one.astype(float))[::-1] for one in maps]
    np.testing.assert_allclose(centres_of_mass(maps), np.array(expected) - (3.5, 2))


def test_one_pixel_is_its_own_centre():
    maps = np.zeros((1, 4, 6))
    maps[0, 3, 1] = 0.2
    np.testing.assert_allclose(centres_of_mass(maps), [[1 - 2.5, 3 - 1.5]])


def test_an_even_map_lies_in_the_middle_and_an_empty_one_nowhere():
    maps = np.stack([np.ones((3, 4)), np.zeros((3, 4))])
    np.testing.assert_allclose(centres_of_mass(maps), [[0, 0], [np.nan, np.nan]], atol=1e-12)


def test_correlations_are_those_of_each_axis():
    rng = np.random.default_rng(0)
    pupil = rng.normal(size=(80, 2))
    centre = pupil * (2, -1) + rng.normal(size=(80, 2))
    correlation, p_value = correlations(centre, pupil)
    for axis in range(2):
        expected = stats.pearsonr(centre[:, axis], pupil[:, axis])
        assert correlation[axis] == pytest.approx(expected.statistic)
        assert p_value[axis] == pytest.approx(expected.pvalue)
    assert correlation[0] > 0.8
    assert correlation[1] < -0.5


def test_p_values_are_uniform_without_a_relation():
    rng = np.random.default_rng(1)
    p_value = [correlations(*rng.normal(size=(2, 30, 2)))[1] for _ in range(200)]
    assert stats.kstest(np.ravel(p_value), "uniform").pvalue > 0.01


@pytest.mark.parametrize("what", ["constant", "unknown", "few"])
def test_there_is_no_correlation_where_there_is_nothing_to_correlate(what):
    centre, pupil = np.random.default_rng(0).normal(size=(2, 10, 2))
    if what == "constant":
        pupil[:, 0] = 3.0
    elif what == "unknown":
        pupil[4, 0] = np.nan
    else:
        centre, pupil = centre[:2], pupil[:2]
    correlation, p_value = correlations(centre, pupil)
    assert np.isnan([correlation[0], p_value[0]]).all()
    assert np.isnan(correlation[1]) == (what == "few")
