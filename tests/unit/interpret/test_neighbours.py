"""Whether neighbours agree, where the answer is known."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from neurodag.interpret.neighbours import agreement, nearest, shuffled_agreement, tsne

LINE = np.arange(20.0)[:, None]


def test_the_nearest_are_others_and_not_the_point_itself():
    points = np.array([[0.0, 0], [1, 0], [0, 3], [10, 0]])
    assert nearest(points, 2)[[0, 3]].tolist() == [[1, 2], [1, 0]]


def test_neighbours_on_a_line_agree_in_what_grows_along_it():
    assert agreement(LINE[:, 0], nearest(LINE, 1)) > 0.98
    assert agreement(-np.exp(LINE[:, 0]), nearest(LINE, 2)) > 0.98


def test_neighbours_of_the_other_kind_disagree():
    alternating = np.array([0.0, 1] * 10)
    pairs = np.arange(20)[:, None] ^ 1  # each point's neighbour is the other of its pair
    assert agreement(alternating, pairs) == -1


def test_values_that_are_all_the_same_say_nothing():
    assert np.isnan(agreement(np.zeros(20), nearest(LINE, 3)))


@given(
    st.lists(st.integers(0, 5), min_size=20, max_size=20).filter(lambda each: len(set(each)) > 1)
)
@settings(max_examples=20, deadline=None)
def test_agreement_is_of_ranks(values):
    around = nearest(LINE, 3)
    grown = np.exp(np.array(values, float))
    np.testing.assert_equal(agreement(np.array(values, float), around), agreement(grown, around))


def test_shuffled_values_do_not_agree_and_depend_on_the_generator_alone():
    points = np.random.default_rng(0).normal(size=(60, 3))
    around = nearest(points, 5)
    assert agreement(points[:, 0], around) > 0.5
    first, again = (
        shuffled_agreement(points[:, 0], around, 200, np.random.default_rng(1)) for _ in range(2)
    )
    np.testing.assert_array_equal(first, again)
    assert abs(first.mean()) < 0.15
    assert first.max() < 0.5


def test_tsne_keeps_clusters_apart_and_is_the_same_each_time():
    random = np.random.default_rng(2)
    points = np.repeat([0.0, 30.0], 12)[:, None] + random.normal(size=(24, 5))
    place = tsne(points, 30.0)
    np.testing.assert_array_equal(place, tsne(points, 30.0))
    among = nearest(place, 5) < 12
    assert (among == (np.arange(24) < 12)[:, None]).all()


def test_tsne_takes_four_points():
    assert np.isfinite(tsne(np.eye(4), 30.0)).all()
