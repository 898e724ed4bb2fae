"""Four ways from an image to patches."""

from typing import get_args

import pytest
import torch
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from neurodag.config.vision import ViTCore
from neurodag.config.vision.cores import Tokens
from neurodag.errors import ConfigError
from neurodag.models.vision.tokens import Shifts, patch_grid, tokenizer
from tests.unit.models.vision.networks import some_images

KINDS = get_args(Tokens)


def core(tokens="sliding_window", patch=4, stride=2, width=5):
    return ViTCore(kind="vit", tokens=tokens, patch=patch, stride=stride, width=width)


def test_grids_at_the_papers_size():
    assert patch_grid((36, 64), ViTCore(kind="vit")) == (29, 57)
    assert patch_grid((36, 64), ViTCore(kind="vit", tokens="compact")) == (18, 32)
    assert patch_grid((64, 64), ViTCore(kind="vit", stride=3)) == (19, 19)


@given(
    tokens=st.sampled_from(KINDS),
    size=st.tuples(st.integers(5, 14), st.integers(5, 14)),
    patch=st.integers(1, 5),
    stride=st.integers(1, 5),
    channels=st.integers(1, 3),
)
@hypothesis_settings(max_examples=30, deadline=None)
def test_grid_counts_the_tokens(tokens, size, patch, stride, channels):
    settings = core(tokens, patch, min(stride, patch))
    rows, columns = patch_grid(size, settings)
    patches = tokenizer(channels, settings)(some_images(2, channels, size))
    assert patches.shape == (2, rows * columns, 5)


@pytest.mark.parametrize("tokens", KINDS)
def test_patch_larger_than_the_image(tokens):
    message = "A patch is 8 pixels high and wide, but images are 7 × 20 pixels; give a smaller"
    with pytest.raises(ConfigError, match=message):
        patch_grid((7, 20), core(tokens, patch=8))


def test_a_window_and_a_convolution_are_the_same_function():
    images, window, layer = some_images(channels=2), tokenizer(2, core()), core("convolution")
    convolution = tokenizer(2, layer)
    with torch.no_grad():
        window[1].weight.copy_(convolution[0].weight.flatten(1))
        window[1].bias.copy_(convolution[0].bias)
    torch.testing.assert_close(window(images), convolution(images))


def test_patches_are_in_rows():
    images, window = some_images(size=(8, 12)), tokenizer(1, core())
    columns = patch_grid((8, 12), core())[1]
    pixels = images[1, :, 2:6, 6:10].flatten()
    torch.testing.assert_close(window(images)[1, columns + 3], window[1](pixels))


def test_images_are_shifted_along_the_diagonals():
    image = torch.arange(1.0, 13).reshape(1, 1, 3, 4)
    shifted = Shifts(1)(image)[0]
    assert torch.equal(shifted[0], image[0, 0])
    down_right, down_left, up_right, up_left = shifted[1:]
    zeros = torch.zeros(3, 4)
    for moved, (to, origin) in {
        down_right: ((slice(1, 3), slice(1, 4)), (slice(0, 2), slice(0, 3))),
        down_left: ((slice(1, 3), slice(0, 3)), (slice(0, 2), slice(1, 4))),
        up_right: ((slice(0, 2), slice(1, 4)), (slice(1, 3), slice(0, 3))),
        up_left: ((slice(0, 2), slice(0, 3)), (slice(1, 3), slice(1, 4))),
    }.items():
        expected = zeros.clone()
        expected[to] = image[0, 0][origin]
        assert torch.equal(moved, expected)


def test_compact_tokens_are_never_negative():
    tokens = tokenizer(1, core("compact"))(some_images())
    assert tokens.ge(0).all()
    assert tokens.gt(0).any()
