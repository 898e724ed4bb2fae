"""Gaussian bumps: values, slopes and shapes."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from neurodag.interpret.gaussian import bumps, bumps_and_slopes, ellipses, pixels

X, Y = pixels(5, 7, torch.zeros((), dtype=torch.float64))
SOME = torch.tensor(
    [[2.0, 3.1, 1.7, 0.6, 0.2, 0.9, 0.3], [-1.0, 0.0, 5.0, -0.4, 0.5, 0.3, 1.0]],
    dtype=torch.float64,
)


def turned(sigma_x: float, sigma_y: float, rotation: float) -> torch.Tensor:
    """Parameters of a bump at (3, 2) with these widths, from its precision matrix."""
    cos, sin = np.cos(rotation), np.sin(rotation)
    axes = np.array([[cos, -sin], [sin, cos]])
    precision = axes @ np.diag([sigma_x**-2, sigma_y**-2]) @ axes.T
    a = np.sqrt(precision[0, 0])
    b = precision[0, 1] / a
    c = np.sqrt(precision[1, 1] - b**2)
    return torch.tensor([[1.5, 3.0, 2.0, a, b, c, 0.25]], dtype=torch.float64)


def test_pixels_run_row_by_row():
    assert X[:8].tolist() == [0, 1, 2, 3, 4, 5, 6, 0]
    assert Y[:8].tolist() == [0, 0, 0, 0, 0, 0, 0, 1]


def test_bump_is_that_of_two_widths_and_an_angle():
    sigma_x, sigma_y, rotation = 2.0, 0.8, 0.4
    dx, dy = X.numpy() - 3, Y.numpy() - 2
    along = (np.cos(rotation) * dx + np.sin(rotation) * dy) / sigma_x
    across = (-np.sin(rotation) * dx + np.cos(rotation) * dy) / sigma_y
    expected = 1.5 * np.exp(-(along**2 + across**2) / 2) + 0.25
    values = bumps(turned(sigma_x, sigma_y, rotation), X, Y)[0]
    np.testing.assert_allclose(values.numpy(), expected)


def test_slopes_are_the_derivatives_that_torch_finds():
    values, slopes = bumps_and_slopes(SOME, X, Y)
    jacobian = torch.func.vmap(torch.func.jacrev(lambda one: bumps(one[None], X, Y)[0]))(SOME)
    torch.testing.assert_close(slopes, jacobian.transpose(1, 2))
    torch.testing.assert_close(values, bumps(SOME, X, Y))


@settings(max_examples=30, deadline=None)
@given(
    sigma_x=st.floats(0.5, 30),
    stretch=st.floats(1.05, 20) | st.floats(0.05, 0.95),
    rotation=st.floats(-0.78, 0.78),
)
def test_ellipse_of_a_bump_is_the_one_it_was_made_of(sigma_x, stretch, rotation):
    sigma_y = sigma_x * stretch
    shape = ellipses(turned(sigma_x, sigma_y, rotation))
    assert shape.sigma_x.item() == pytest.approx(sigma_x, rel=1e-6)
    assert shape.sigma_y.item() == pytest.approx(sigma_y, rel=1e-6)
    assert shape.rotation.item() == pytest.approx(rotation, abs=1e-6)
    variance_x = (sigma_x * np.cos(rotation)) ** 2 + (sigma_y * np.sin(rotation)) ** 2
    variance_y = (sigma_x * np.sin(rotation)) ** 2 + (sigma_y * np.cos(rotation)) ** 2
    assert shape.width_x.item() == pytest.approx(np.sqrt(variance_x))
    assert shape.width_y.item() == pytest.approx(np.sqrt(variance_y))


def test_signs_of_the_shape_parameters_do_not_matter():
    mirrored = SOME.clone()
    mirrored[:, 3:6] *= -1
    for one, other in zip(ellipses(SOME), ellipses(mirrored), strict=True):
        torch.testing.assert_close(one, other)


def test_circle_has_equal_widths():
    shape = ellipses(turned(3.0, 3.0, 0.0))
    assert [value.item() for value in shape[:4]] == pytest.approx([3.0] * 4)
