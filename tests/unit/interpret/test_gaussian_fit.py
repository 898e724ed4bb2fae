"""Fits of bumps: planted ones are found, and scipy finds none that is better."""

import numpy as np
import pytest
import torch
from scipy.optimize import curve_fit

from neurodag.interpret import gaussian_fit
from neurodag.interpret.gaussian import PARAMETERS, bumps, ellipses, pixels
from neurodag.interpret.gaussian_fit import first_guess, fit_bumps

HEIGHT, WIDTH = 18, 32
COLUMNS, ROWS = np.meshgrid(np.arange(WIDTH), np.arange(HEIGHT))


def turned_bump(amplitude, x0, y0, sigma_x, sigma_y, rotation, offset):
    """The function as it is usually fitted `(y, x)`."""
    dx, dy = COLUMNS - x0, ROWS - y0
    along = (np.cos(rotation) * dx + np.sin(rotation) * dy) / sigma_x
    across = (-np.sin(rotation) * dx + np.cos(rotation) * dy) / sigma_y
    return offset + amplitude * np.exp(-(along**2 + across**2) / 2)


def planted(units: int, seed: int = 0) -> np.ndarray:
    """`(unit, [amplitude, x, y, sigma_x, sigma_y, rotation, offset])`; sigmas differ."""
    rng = np.random.default_rng(seed)
    low = [1, 4, 3, 2.5, 1.2, -0.7, 0]
    high = [4, 27, 14, 4, 2.2, 0.7, 1]
    return rng.uniform(low, high, (units, 7))


def noisy(units: int, noise: float = 0.3) -> np.ndarray:
    rng = np.random.default_rng(1)
    images = np.stack([turned_bump(*unit) for unit in planted(units)])
    return np.abs(images + noise * rng.standard_normal(images.shape))


def test_planted_bumps_are_found_exactly_without_noise():
    truth = planted(20)
    fits = fit_bumps(torch.from_numpy(np.stack([turned_bump(*unit) for unit in truth])))
    shape = ellipses(fits.parameters)
    found = torch.stack(
        [*fits.parameters.T[:3], shape.sigma_x, shape.sigma_y, shape.rotation, fits.parameters.T[6]]
    )
    np.testing.assert_allclose(found.T.numpy(), truth, atol=1e-4)
    assert fits.converged.all()
    assert fits.squares.max() < 1e-6


def test_a_bump_beyond_the_border_is_found_too():
    image = turned_bump(2, -1, 9, 3, 2, 0.2, 0.5)
    fits = fit_bumps(torch.from_numpy(image)[None])
    assert fits.squares[0] < 1e-6
    assert fits.parameters[0, 1].item() == pytest.approx(-1, abs=1e-3)


def test_scipy_finds_the_same_minimum_from_the_same_start():
    images = noisy(24)
    guess = first_guess(torch.from_numpy(images)).numpy()
    fits = fit_bumps(torch.from_numpy(images))
    shape = ellipses(fits.parameters)
    for unit, image in enumerate(images):
        amplitude, x, y, a, _, c, offset = guess[unit]
        found, _ = curve_fit(
            lambda _, *unit: turned_bump(*unit).ravel(),
            None,
            image.ravel(),
            p0=(amplitude, x, y, 1 / a, 0.9 / c, 0, offset),
            ftol=1e-13,
            xtol=1e-13,
        )
        assert fits.squares[unit] == pytest.approx(
            np.sum((turned_bump(*found) - image) ** 2), rel=1e-6
        )
        np.testing.assert_allclose(fits.parameters[unit, :3], found[:3], rtol=2e-3)
        ours = [shape.sigma_x[unit].item(), shape.sigma_y[unit].item()]
        assert sorted(ours) == pytest.approx(sorted(np.abs(found[3:5])), rel=5e-3)


def test_a_unit_is_fitted_the_same_whatever_is_fitted_with_it(monkeypatch):
    images = torch.from_numpy(noisy(10))
    together = fit_bumps(images)
    monkeypatch.setitem(gaussian_fit.UNITS_AT_ONCE, "cpu", 3)
    torch.testing.assert_close(fit_bumps(images).parameters, together.parameters)


def test_each_fit_is_a_minimum():
    images = torch.from_numpy(noisy(6))
    fits = fit_bumps(images)
    x, y = pixels(HEIGHT, WIDTH, images.double())
    for column in range(len(PARAMETERS)):
        for change in (-0.01, 0.01):
            moved = fits.parameters.clone()
            moved[:, column] += change
            squares = (bumps(moved, x, y) - images.flatten(1)).square().sum(dim=1)
            assert (squares > fits.squares).all()


def test_images_without_a_bump_do_not_spoil_the_others():
    images = noisy(3)
    images[1] = 0.5
    alone = fit_bumps(torch.from_numpy(images[[0, 2]]))
    beside = fit_bumps(torch.from_numpy(images))
    torch.testing.assert_close(beside.parameters[[0, 2]], alone.parameters)
    assert beside.squares[1] == 0
