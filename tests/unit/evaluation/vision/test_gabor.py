"""What ridge regression sees of images, against gratings and grey fields."""

import numpy as np
import pytest

from neurodag.config.vision.evaluation import GaborRidge
from neurodag.evaluation.vision import gabor
from neurodag.evaluation.vision.gabor import features, gabor_filters

ONE = GaborRidge(height=36, frequencies=[4.0], orientations=4, spacing=1.0, brightness_rows=6)
"""Wavelengths of nine pixels: 4 × 7 places in images of 36 × 64, each with four orientations."""
PLACES = 4 * 7
CONTRAST = 4 * PLACES
GREY = np.zeros(1)


def grating(phase: float, angle: float = 0.0, wavelength: float = 9.0) -> np.ndarray:
    """`(1, 1, 36, 64)`; at angle 0 it changes from left to right."""
    y, x = np.mgrid[:36, :64]
    return np.cos(2 * np.pi * (x * np.cos(angle) + y * np.sin(angle)) / wavelength + phase)[
        None, None
    ]


def test_numbers_of_features_are_those_of_filters_and_places():
    assert features(grating(0), GREY, ONE).shape == (1, CONTRAST + 2 * 6 * 11)
    assert gabor_filters(ONE, (36, 64)).shape == (CONTRAST, 36, 64)
    two_channels = np.repeat(grating(0), 2, axis=1)
    assert features(two_channels, np.zeros(2), ONE).shape == (1, 2 * (CONTRAST + 2 * 6 * 11))


def test_contrast_stays_as_a_grating_drifts_and_brightness_does_not():
    drifting = np.concatenate([grating(phase) for phase in np.linspace(0, 2 * np.pi, 9)])
    seen = features(drifting, GREY, ONE)
    along = seen[:, :PLACES].reshape(9, 4, 7)[:, 1:3, 1:6]  # away from the edges
    assert along.std(axis=0).max() < 0.03 * along.mean()
    assert seen[:, CONTRAST:].std(axis=0).max() > 0.1


@pytest.mark.parametrize("orientation", range(4))
def test_filters_of_the_gratings_orientation_see_most_of_it(orientation):
    seen = features(grating(0.3, orientation * np.pi / 4), GREY, ONE)[0, :CONTRAST]
    assert seen.reshape(4, PLACES).mean(axis=1).argmax() == orientation


def test_filters_do_not_see_even_brightness():
    filters = gabor_filters(ONE, (36, 64))
    assert np.abs(filters.sum(axis=(1, 2))).max() < 1e-5
    assert np.abs(filters).sum(axis=(1, 2)) == pytest.approx(1, abs=0.15)


def test_places_tell_brightness_and_darkness_from_the_mean():
    images = np.concatenate([np.full((1, 1, 36, 64), value) for value in (3.0, -2.0)])
    contrast, brighter, darker = np.split(
        features(images, np.array([1.0]), ONE), [CONTRAST, CONTRAST + 66], axis=1
    )
    assert np.abs(contrast).max() < 0.01
    assert (brighter == [[2], [0]]).all()
    assert (darker == [[0], [3]]).all()


def test_large_images_are_shrunk_and_say_the_same():
    large = np.kron(grating(0.5), np.ones((4, 4)))
    small = features(grating(0.5), GREY, ONE)
    np.testing.assert_allclose(features(large, GREY, ONE), small, atol=0.12)
    assert np.corrcoef(features(large, GREY, ONE)[0], small[0])[0, 1] > 0.99


def test_images_are_seen_one_by_one(monkeypatch):
    images = np.random.default_rng(0).normal(size=(5, 1, 36, 64))
    together = features(images, GREY, ONE)
    monkeypatch.setattr(gabor, "IMAGES_AT_ONCE", 2)
    np.testing.assert_allclose(features(images, GREY, ONE), together, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(features(images[3:4], GREY, ONE), together[3:4], atol=1e-5)
