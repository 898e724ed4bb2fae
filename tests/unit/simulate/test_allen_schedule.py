"""The stimulus blocks of the Brain Observatory's twin, and what is shown in them."""

import numpy as np
import pytest

from neurodag.archives.allen.epochs import LONGEST_GAP, cut_epochs
from neurodag.simulate.allen.order import GRAY, SPOTS, draw_noise, draw_order
from neurodag.simulate.allen.schedule import BLOCKS, PACES, schedule


@pytest.mark.parametrize("session_type", BLOCKS)
@pytest.mark.parametrize("scale", [1.0, 0.003])
def test_blocks_follow_each_other_with_room_around_them(session_type, scale):
    shown, frames = schedule(session_type, scale)
    spans = sorted(
        (int(s.onset[s.block == block][0]), int(s.end[s.block == block][-1]))
        for s in shown.values()
        for block in np.unique(s.block)
    )
    assert len(spans) == len(BLOCKS[session_type])
    starts, ends = np.array(spans).T
    assert (starts[1:] - ends[:-1] >= 120).all()
    assert starts[0] >= 120
    assert frames - ends[-1] >= 120


@pytest.mark.parametrize("session_type", BLOCKS)
def test_epochs_can_be_told_by_their_gaps(session_type):
    for name, shown in schedule(session_type, 0.01)[0].items():
        epoch, ignored = cut_epochs(shown.onset, shown.end, LONGEST_GAP[session_type], 3)
        assert ignored == 0
        np.testing.assert_array_equal(epoch, np.unique(shown.block, return_inverse=True)[1], name)


def test_the_whole_scale_is_that_of_the_archive():
    for session_type in ("A", "B", "C"):
        shown, frames = schedule(session_type, 1.0)
        assert 60 < frames / 30 / 60 < 70  # minutes
        for name, presentations in shown.items():
            assert len(presentations.onset) == pytest.approx(PACES[name].presentations, abs=2)
    gratings = schedule("A", 1.0)[0]["drifting_gratings"]
    assert np.median(np.diff(gratings.onset)) == 90
    assert (gratings.end - gratings.onset == 60).all()


def test_images_come_four_times_a_second_without_a_gap():
    shown = schedule("B", 1.0)[0]["natural_scenes"]
    block = shown.block == shown.block[0]
    assert set(np.diff(shown.onset[block])) == {7, 8}
    assert set(shown.onset[block][1:] - shown.end[block][:-1]) == {0, 1}


def test_each_condition_comes_once_in_a_round():
    rng = np.random.default_rng(0)
    for stimulus, first, last in (
        ("drifting_gratings", 0, 40),
        ("static_gratings", 0, 120),
        ("natural_scenes", -1, 117),
    ):
        size = last - first + 1
        order = draw_order(stimulus, 2 * size + 5, rng)
        for start in (0, size):
            assert sorted(order[start : start + size]) == list(range(first, last + 1))
        assert len(order) == 2 * size + 5
    assert draw_order("locally_sparse_noise", 9, rng).tolist() == list(range(9))


def test_noise_is_sparse_and_balanced():
    noise = draw_noise("locally_sparse_noise_8deg", 2000, np.random.default_rng(0))
    assert noise.shape == (2000, 8, 14)
    share = SPOTS / 2
    tolerance = 5 * np.sqrt(share / noise.size)
    assert np.mean(noise == 0) == pytest.approx(share, abs=tolerance)
    assert np.mean(noise == 255) == pytest.approx(share, abs=tolerance)
    assert set(np.unique(noise)) == {0, GRAY, 255}
