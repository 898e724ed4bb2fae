"""What is done to images before the core sees them."""

import pytest
import torch

from neurodag.models.vision.images import centre, resized, with_channels
from tests.unit.models.vision.networks import some_images


@pytest.mark.parametrize(
    ("share", "rows", "columns"),
    [(1, (0, 144), (0, 256)), (0.8, (14, 129), (25, 230)), (0.5, (36, 108), (64, 192))],
)
def test_centre(share, rows, columns):
    y, x = torch.arange(144.0)[:, None].expand(-1, 256), torch.arange(256.0).expand(144, -1)
    cut = centre(torch.stack([y, x])[None], share)
    assert torch.equal(cut[0, 0, :, 0], torch.arange(*map(float, rows)))
    assert torch.equal(cut[0, 1, 0], torch.arange(*map(float, columns)))


def test_centre_of_a_tiny_share_is_a_pixel():
    assert centre(some_images(size=(9, 9)), 0.01).shape[-2:] == (1, 1)


def test_images_of_the_right_size_stay():
    images = some_images()
    assert resized(images, (18, 24)) is images


def test_a_quarter_of_the_size_averages_the_pixels_in_the_middle():
    images = some_images(size=(36, 64))
    middle = images.unfold(2, 4, 4).unfold(3, 4, 4)[..., 1:3, 1:3].mean(dim=(-2, -1))
    torch.testing.assert_close(resized(images, (9, 16)), middle)


def test_variables_become_channels():
    images, variables = some_images(2), torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    joined = with_channels(images, variables)
    assert torch.equal(joined[:, :1], images)
    for trial in range(2):
        for channel in range(2):
            assert joined[trial, 1 + channel].eq(variables[trial, channel]).all()
    assert torch.equal(with_channels(images, variables[:, :0]), images)
