"""What a network sees of responses, behaviour and images."""

import numpy as np
import pytest

from neurodag.sessions import add_split
from neurodag.training.vision.scale import (
    image_moments,
    standardised_behavior,
    standardised_responses,
)
from tests.factories import images_session

NAMES = ["pupil_dilation", "pupil_center_x", "running_speed", "pupil_center_y"]


@pytest.fixture
def session():
    return add_split(images_session(20, repeats=3, units=4), seed=0)


def with_behavior(session, values):
    session = session.drop_vars("behavior").drop_dims("behavior_variable")
    session["behavior"] = ("trial", "behavior_variable"), values
    return session.assign_coords(behavior_variable=NAMES)


def training(session):
    return session["split"].values == 0


def test_responses_are_divided_by_their_deviation_over_training_trials(session):
    response = session["response"].values
    scaled = standardised_responses(session)
    assert scaled.dtype == np.float32
    np.testing.assert_allclose(scaled[training(session)].std(axis=0), 1, rtol=1e-5)
    np.testing.assert_allclose(scaled / response, (scaled / response)[:1].repeat(60, 0), rtol=1e-5)

    session["response"].values[~training(session)] += 100
    after = standardised_responses(session)
    np.testing.assert_array_equal(after[training(session)], scaled[training(session)])


def test_moments_that_the_session_brings_come_first(session):
    session["response_mean"] = "unit", np.array([9.0, 9, 9, 9])
    session["response_std"] = "unit", np.array([1.0, 2, 4, 5])
    expected = session["response"].values / [1, 2, 4, 5]
    np.testing.assert_allclose(standardised_responses(session), expected, rtol=1e-6)

    session["image_mean"], session["image_std"] = ("channel", [7.0]), ("channel", [3.0])
    assert image_moments(session) == (7.0, 3.0)


def test_quiet_units_are_not_blown_up(session):
    session["response_mean"] = "unit", np.zeros(4)
    session["response_std"] = "unit", np.array([4.0, 4, 4, 1e-9])
    scaled = standardised_responses(session)
    np.testing.assert_allclose(scaled[:, 3], session["response"].values[:, 3] / 0.03, rtol=1e-5)


def test_units_that_never_respond_stay_at_zero(session):
    session["response"].values[:] = 0
    np.testing.assert_array_equal(standardised_responses(session), 0)


def test_only_the_pupils_centre_is_counted_from_its_mean(session):
    values = np.random.default_rng(0).normal([3, 50, 8, 40], [1, 5, 4, 2], (60, 4))
    session = with_behavior(session, values)
    seen = values[training(session)]
    std = seen.std(axis=0)
    expected = (values - [0, seen[:, 1].mean(), 0, seen[:, 3].mean()]) / std
    np.testing.assert_allclose(standardised_behavior(session), expected, rtol=1e-4, atol=1e-5)


def test_a_constant_state_is_left_as_it_is(session):
    values = np.tile([3.0, 50.0, 8.0, 40.0], (60, 1))
    np.testing.assert_array_equal(
        standardised_behavior(with_behavior(session, values)), values * [1, 0, 1, 0]
    )


def test_pixels_count_as_often_as_they_are_shown_in_training(session):
    session["image"].values[:, 0, 0, 0] = np.arange(20)
    shown = session["image"].values[session["image_index"].values[training(session)]]
    mean, std = image_moments(session)
    assert mean == pytest.approx(shown.mean())
    assert std == pytest.approx(shown.std())


def test_channels_have_moments_of_their_own(session):
    image = np.random.default_rng(0).normal([5, -5], [1, 3], (20, 4, 6, 2)).transpose(0, 3, 1, 2)
    session = session.drop_vars("image").assign(image=(("image", "channel", "y", "x"), image))
    mean, std = image_moments(session)
    np.testing.assert_allclose(mean, [5, -5], atol=0.6)
    np.testing.assert_allclose(std, [1, 3], rtol=0.2)


def test_a_uniform_picture_is_not_divided_by_zero(session):
    session["image"].values[:] = 128
    assert image_moments(session) == (128.0, 1.0)
