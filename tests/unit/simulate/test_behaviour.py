"""The animal's behaviour: blocks of biased choices, smooth whisking, a turn towards the choice."""

import numpy as np
import pytest

from neurodag.simulate.behaviour import Behaviour, draw_behaviour

TIME_S = (np.arange(100) + 0.5) * 0.02 - 0.5


@pytest.fixture(scope="module")
def behaviour() -> Behaviour:
    return draw_behaviour(2000, TIME_S, 0.02, np.random.default_rng(0))


def test_choice_is_even_at_first_and_then_biased_in_blocks(behaviour):
    assert set(np.unique(behaviour.choice)) == {-1, 1}
    assert behaviour.choice[:90].mean() == pytest.approx(0, abs=0.35)
    later = behaviour.choice[90:].astype(float)
    repeats = np.mean(later[1:] == later[:-1])
    assert repeats == pytest.approx(0.8**2 + 0.2**2, abs=0.05)


def test_a_few_trials_do_not_count_for_decoding(behaviour):
    assert behaviour.decodable.mean() == pytest.approx(0.97, abs=0.015)
    excluded = behaviour.reaction_time_s[behaviour.decodable == 0]
    assert np.all((excluded < 0.08) | (excluded > 2))


def test_whisker_motion_energy_is_positive_smooth_and_follows_the_stimulus(behaviour):
    energy = behaviour.whisker_motion_energy
    assert energy.min() > 0
    neighbours = np.corrcoef(energy[:, :-1].ravel(), energy[:, 1:].ravel())[0, 1]
    assert neighbours > 0.95
    before, after = energy[:, TIME_S < 0], energy[:, (TIME_S > 0.15) & (TIME_S < 0.5)]
    assert after.mean() > 1.5 * before.mean()
    assert before.std() > 0.3 * before.mean(), "no bouts without a stimulus"


def test_whisker_has_no_trend_before_the_stimulus(behaviour):
    mean = behaviour.whisker[:, TIME_S < 0].mean(axis=0)
    assert np.ptp(mean) < 0.15


def test_choice_drive_rises_to_the_movement_and_fades():
    behaviour = Behaviour(
        choice=np.array([1, -1], dtype=np.int8),
        reaction_time_s=np.array([0.2, 0.4]),
        whisker=np.zeros((2, 4)),
        wheel_velocity=np.zeros((2, 4)),
        probability_right=np.full(2, 0.5),
        reward=np.ones(2),
    )
    drive = behaviour.choice_drive(np.array([-0.1, 0.2, 0.4, 0.7]))
    expected = [[0, 1, np.exp(-0.2 / 0.3), np.exp(-0.5 / 0.3)], [0, -0.5, -1, -np.exp(-1)]]
    assert drive == pytest.approx(np.array(expected))


def test_wheel_turns_towards_the_choice(behaviour):
    moved = behaviour.reaction_time_s < 1
    turn = behaviour.wheel_velocity[moved].sum(axis=1)
    assert np.array_equal(np.sign(turn), behaviour.choice[moved])


def test_a_trial_may_end_before_the_stimulus():
    behaviour = draw_behaviour(5, TIME_S - 2, 0.02, np.random.default_rng(0))
    assert np.isfinite(behaviour.whisker).all()
    assert not behaviour.choice_drive(TIME_S - 2).any()
