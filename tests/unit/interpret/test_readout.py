"""Readout places against positions in the cortex."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurodag.interpret.readout import linear_map, map_readout, readout_places
from tests.unit.interpret.opened import CNN, V1T, opened, small_session


@settings(max_examples=20, deadline=None)
@given(turn=st.floats(0, 6.28), scale=st.floats(1e-4, 10), offset=st.floats(-5, 5))
def test_a_planted_map_is_found_whole(turn, scale, offset):
    position = np.random.default_rng(0).uniform(0, 600, (30, 2))
    matrix = scale * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    slope, explained = linear_map(position, offset + position @ matrix.T)
    np.testing.assert_allclose(slope, matrix, atol=1e-9)
    np.testing.assert_allclose(explained, 1)


def test_scatter_is_not_explained():
    rng = np.random.default_rng(0)
    position = rng.normal(size=(4000, 2))
    place = np.stack([position[:, 0] + rng.normal(size=4000), rng.normal(size=4000)], axis=1)
    _, explained = linear_map(position, place)
    np.testing.assert_allclose(explained, [0.5, 0], atol=0.05)


def test_places_that_are_all_the_same_leave_nothing_to_explain():
    place = np.stack([np.zeros(5), np.arange(5.0)], axis=1)
    _, explained = linear_map(np.random.default_rng(0).normal(size=(5, 2)), place)
    assert np.isnan(explained[0])
    assert np.isfinite(explained[1])


@pytest.mark.parametrize("core", [V1T, CNN])
def test_places_and_positions_of_a_network(core):
    session = small_session()
    one = opened(session, core)
    found = map_readout(one, session, "net")
    own = one.network.readout["images_a"].place().detach().numpy()
    np.testing.assert_allclose(found["place"], own)
    assert np.abs(found["place"]).max() <= 1
    np.testing.assert_allclose(found["unit_position"], session["unit_position"], rtol=1e-6)
    assert (found.attrs["rows"], found.attrs["columns"]) == one.network.core.grid


def test_without_positions_there_are_places_alone():
    session = small_session(positions=False)
    found = map_readout(opened(session, CNN), session, "net")
    assert set(found) == {"place"}
    assert set(readout_places(np.zeros((3, 2)), None)) == {"place"}
