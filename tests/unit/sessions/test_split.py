"""Splits: sizes, seeds, groups."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurodag.errors import SessionError
from neurodag.sessions import PARTS, add_split, split_items, trials_of, validate
from tests.factories import calcium_session, images_session, spikes_session


@pytest.mark.parametrize(
    ("n", "sizes"),
    [(3, [1, 1, 1]), (4, [2, 1, 1]), (10, [7, 1, 2]), (30, [21, 3, 6]), (367, [256, 37, 74])],
)
def test_sizes(n, sizes):
    assert np.bincount(split_items(n, seed=42, key="a")).tolist() == sizes


def test_known_split():
    split = split_items(10, seed=42, key="DY_016_2020-09-12")
    assert split.dtype == np.int8
    assert split.tolist() == [2, 0, 0, 0, 0, 1, 0, 0, 2, 0]


def test_seed_and_key_each_change_the_split():
    splits = [split_items(100, seed=s, key=k).tolist() for s, k in [(1, "a"), (2, "a"), (1, "b")]]
    assert splits[0] != splits[1]
    assert splits[0] != splits[2]


def test_blocks_are_contiguous_and_in_order():
    split = split_items(10, seed=42, key="a", order="blocks")
    assert split.tolist() == [0] * 7 + [1] + [2] * 2


def test_blocks_of_groups_follow_their_first_items():
    groups = np.array(["c", "a", "c", "b"])
    assert split_items(4, seed=0, key="", groups=groups, order="blocks").tolist() == [0, 1, 0, 2]


def test_a_part_with_share_zero_stays_empty():
    split = split_items(3, (2 / 3, 0.0, 1 / 3), seed=0, key="a", order="blocks")
    assert split.tolist() == [0, 0, 2]


@pytest.mark.parametrize("fractions", [(0.7, 0.1, 0.1), (1.2, -0.4, 0.2), (0.5, 0.5)])
def test_fractions_that_are_no_shares(fractions):
    with pytest.raises(ValueError, match="sum to 1"):
        split_items(10, fractions, seed=0, key="a")


def test_too_few_groups_for_the_parts():
    with pytest.raises(SessionError, match=r"2 independent trials.*3 parts"):
        split_items(9, seed=0, key="a", groups=np.arange(9) % 2)


@given(
    groups=st.lists(st.integers(0, 8), min_size=1, max_size=60).filter(lambda g: len(set(g)) >= 3),
    seed=st.integers(0, 2**40),
    key=st.text(max_size=8),
    order=st.sampled_from(["shuffled", "blocks"]),
    cuts=st.tuples(st.floats(0.01, 0.98), st.floats(0.01, 0.98)).filter(lambda c: c[0] != c[1]),
)
def test_every_split_is_whole_nonempty_and_keeps_groups_together(groups, seed, key, order, cuts):
    low, high = sorted(cuts)
    fractions = (low, high - low, 1 - high)
    groups = np.array(groups)
    split = split_items(len(groups), fractions, seed=seed, key=key, groups=groups, order=order)
    assert split.shape == groups.shape
    assert set(split) == {0, 1, 2}
    assert all(len(set(split[groups == group])) == 1 for group in groups)
    again = split_items(len(groups), fractions, seed=seed, key=key, groups=groups, order=order)
    np.testing.assert_array_equal(split, again)


@given(names=st.lists(st.text("abc", min_size=1), min_size=1, max_size=4, unique=True))
def test_a_session_is_split_alike_whatever_sessions_come_with_it(names):
    sessions = [spikes_session(trials=20, bins=2, session_id=name) for name in names]
    together = {s.attrs["session_id"]: add_split(s, seed=42)["split"] for s in reversed(sessions)}
    for session in sessions:
        assert together[session.attrs["session_id"]].identical(add_split(session, seed=42)["split"])


@pytest.mark.parametrize("make", [spikes_session, calcium_session, images_session])
@pytest.mark.parametrize("order", ["shuffled", "blocks"])
def test_split_sessions_are_valid_and_their_parts_are_all_their_items(make, order):
    session = add_split(make(), seed=42, order=order)
    validate(session, "split")
    parts = [trials_of(session, part) for part in PARTS]
    assert sorted(np.concatenate(parts)) == list(range(session["split"].size))
    assert session["split"].attrs["flag_meanings"] == "train validation test"
    assert session["split"].attrs["seed"] == 42
    assert session["split"].attrs["order"] == order


def test_an_image_is_never_on_two_sides():
    session = add_split(images_session(images=20, repeats=5), seed=1)
    shown = [set(session["image_index"].values[trials_of(session, part)]) for part in PARTS]
    assert [len(images) for images in shown] == [14, 2, 4]
    assert len(set.union(*shown)) == 20


def test_each_stimulus_has_an_epoch_in_each_part():
    session = add_split(calcium_session(stimuli=("drifting_gratings", "natural_scenes")), seed=1)
    for part in PARTS:
        mine = session.isel(presentation=trials_of(session, part))
        assert set(mine["stimulus"].values) == {"drifting_gratings", "natural_scenes"}
        assert len(set(mine["epoch"].values)) == 2


def test_a_stimulus_with_too_few_epochs_is_named():
    with pytest.raises(SessionError, match=r"drifting_gratings.*2 independent"):
        add_split(calcium_session(epochs=2), seed=1)


def test_the_tier_of_the_archive_wins():
    session = images_session(images=3, repeats=1)
    tier = np.array(["test", "train", "validation"])
    session = add_split(session.assign(tier=("trial", tier)), seed=1)
    assert session["split"].values.tolist() == [2, 0, 1]
    assert "seed" not in session["split"].attrs


def test_parts_of_a_session_without_split():
    with pytest.raises(SessionError, match=r"spikes_a has no variable split.*add_split"):
        trials_of(spikes_session(), "train")
