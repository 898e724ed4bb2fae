"""What a simulated scan is made of: pictures, behaviour, fields and gaze."""

import numpy as np
import pytest

from neurodag.config.archives.sensorium import SensoriumTwin
from neurodag.simulate.sensorium.behaviour import draw_behaviour
from neurodag.simulate.sensorium.design import draw_design
from neurodag.simulate.sensorium.fields import draw_fields, filters
from neurodag.simulate.sensorium.gaze import gaze_of, seen
from neurodag.simulate.sensorium.pictures import COLOUR_CORRELATION, draw_pictures
from neurodag.simulate.sensorium.responses import drive

TWIN = SensoriumTwin(
    units=8, train_images=30, validation_images=5, test_images=5, image_size=(20, 30)
)


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_pictures_are_bytes_as_real_numbers_and_fall_off_as_natural_ones():
    pictures = draw_pictures(60, SensoriumTwin(image_size=(64, 64)), rng())
    assert pictures.dtype == np.float32
    assert (pictures == np.clip(np.rint(pictures), 0, 255)).all()
    power = np.abs(np.fft.fft2(pictures - pictures.mean(axis=(2, 3), keepdims=True))) ** 2
    frequency = np.hypot(*np.meshgrid(np.fft.fftfreq(64), np.fft.fftfreq(64)))
    middle = (frequency > 0.03) & (frequency < 0.2)
    mean_power = power.mean(axis=(0, 1))[middle]
    slope, _ = np.polyfit(np.log(frequency[middle]), np.log(mean_power), 1)
    assert slope == pytest.approx(-2, abs=0.2)  # clipping to bytes flattens a little


def test_the_channels_of_coloured_pictures_are_correlated():
    settings = SensoriumTwin(image_size=(32, 32), colour=True)
    one, other = draw_pictures(200, settings, rng()).transpose(1, 0, 2, 3).reshape(2, -1)
    assert np.corrcoef(one, other)[0, 1] == pytest.approx(COLOUR_CORRELATION, abs=0.05)


def test_test_pictures_are_repeated_and_others_are_not():
    design = draw_design(TWIN, rng())
    shown = np.bincount(design.picture)
    for tier, times, pictures in (("train", 1, 30), ("validation", 1, 5), ("test", 10, 5)):
        ids = np.unique(design.picture[design.tier == tier])
        assert len(ids) == pictures
        assert (shown[ids] == times).all()
    assert sorted(design.rank) == list(range(85))


def test_behaviour_is_that_of_a_running_mouse():
    behaviour = draw_behaviour(np.arange(20_000), rng())
    dilation, derivative, speed = behaviour.state.T
    assert (speed >= 0).all()
    assert 0.1 < (speed > 0).mean() < 0.5
    assert np.corrcoef(dilation, speed)[0, 1] > 0.2, "running dilates the pupil"
    assert np.corrcoef(np.gradient(dilation), derivative)[0, 1] > 0.9
    assert np.corrcoef(dilation[:-1], dilation[1:])[0, 1] > 0.8
    assert behaviour.arousal.mean() == pytest.approx(0, abs=1e-9)
    assert behaviour.arousal.std() == pytest.approx(1)


def test_files_do_not_tell_the_order_in_time():
    rank = rng(1).permutation(500)
    in_time, shuffled = draw_behaviour(np.arange(500), rng()), draw_behaviour(rank, rng())
    np.testing.assert_array_equal(shuffled.state, in_time.state[rank])
    np.testing.assert_array_equal(shuffled.pupil_centre, in_time.pupil_centre[rank])


def test_a_field_is_the_gabor_of_its_parameters():
    fields = draw_fields(TWIN, rng())
    gabors = filters(fields, (20, 30))
    for unit in range(TWIN.units):
        plain = np.empty((20, 30))
        for y in range(20):
            for x in range(30):
                dy, dx = y - fields.centre[unit, 0], x - fields.centre[unit, 1]
                along = dx * np.cos(fields.orientation[unit]) + dy * np.sin(
                    fields.orientation[unit]
                )
                plain[y, x] = np.exp(-(dy**2 + dx**2) / (2 * fields.size[unit] ** 2)) * np.cos(
                    2 * np.pi * fields.frequency[unit] * along + fields.phase[unit]
                )
        np.testing.assert_allclose(gabors[unit], plain / np.sqrt((plain**2).sum()), atol=1e-6)


def test_colour_weights_have_norm_one_and_are_opponent_in_half_of_the_units():
    fields = draw_fields(TWIN.model_copy(update={"colour": True, "units": 4000}), rng())
    assert np.linalg.norm(fields.colour, axis=1) == pytest.approx(1)
    opponent = (fields.colour.prod(axis=1) < 0).mean()
    assert opponent == pytest.approx(0.5, abs=4 * 0.5 / np.sqrt(4000))


def test_fields_move_with_the_gaze():
    picture = rng().normal(size=(1, 2, 9, 11)).astype(np.float32)
    moved = seen(picture, np.array([[1.0, -2.0]]))
    np.testing.assert_allclose(moved[0, :, :-1, 2:], picture[0, :, 1:, :-2], atol=1e-6)
    assert (moved[0, :, -1] == 0).all()
    assert (moved[0, :, :, :2] == 0).all()


def test_gaze_between_pixels_interpolates():
    picture = rng().normal(size=(1, 1, 9, 11)).astype(np.float32)
    moved = seen(picture, np.array([[0.25, 0.0]]))
    between = 0.75 * picture[0, 0, :-1] + 0.25 * picture[0, 0, 1:]
    np.testing.assert_allclose(moved[0, 0, :-1], between, atol=1e-6)


@pytest.mark.parametrize("colour", [False, True])
def test_drive_is_the_product_of_field_and_picture(colour):
    settings = TWIN.model_copy(update={"colour": colour, "gaze_spread": 0.0})
    design, fields = draw_design(settings, rng()), draw_fields(settings, rng())
    pictures = draw_pictures(design.pictures, settings, rng())
    gaze = gaze_of(draw_behaviour(design.rank, rng()), settings)
    output = drive(pictures, design, fields, gaze)
    gabors = filters(fields, settings.image_size)
    for trial, unit in ((0, 0), (40, 3), (84, 7)):
        picture = (pictures[design.picture[trial]] - pictures.mean()) / pictures.std()
        channels = [(channel * gabors[unit]).sum() for channel in picture]
        assert output[trial, unit] == pytest.approx(
            fields.colour[unit] @ channels, rel=1e-3, abs=1e-4
        )
