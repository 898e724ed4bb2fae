"""The convolutional core: size, layers, roughness."""

import pytest
import torch
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from torch.nn import functional

from neurodag.config.vision import CNNCore
from neurodag.errors import ConfigError
from neurodag.models.vision.cnn import CNN, roughness
from tests.unit.models.vision.networks import CORES, SIZE, parameters, some_images


def cnn(**changes):
    torch.manual_seed(0)
    return CNN(2, SIZE, CNNCore(**CORES["cnn"] | changes)).eval()


def test_size_at_the_papers_settings():
    with torch.device("meta"):
        model = CNN(4, (36, 64), CNNCore(kind="cnn"))
    assert parameters(model) == 55_808
    assert model.grid == (28, 56)


def test_filters_larger_than_the_image():
    with pytest.raises(ConfigError, match=r"are 9 pixels .* but images are 8 × 20 pixels; give"):
        CNN(1, (8, 20), CNNCore(kind="cnn"))


def test_layers_by_hand():
    model = cnn(layers=2)
    for norm in (layer[1] for layer in model.layers):
        torch.nn.init.normal_(norm.running_mean)
        torch.nn.init.uniform_(norm.running_var, 0.5, 2)
    x = images = some_images(channels=2, size=SIZE)
    for layer, norm, _ in model.layers:
        x = norm(layer(x))
        x = torch.where(x > 0, x, x.exp() - 1)
    torch.testing.assert_close(model(images), x)
    across, space, again = model.layers[1][0]
    assert (across.kernel_size, space.groups, again.kernel_size) == ((1, 1), 6, (1, 1))
    assert model(images).shape == (4, 6, *model.grid) == (4, 6, 5, 8)


def test_linear_core_is_affine():
    model, (one, other) = cnn(linear=True), some_images(2, 2, SIZE).unbind()
    mixed = torch.stack([one, other, 0.3 * one + 0.7 * other])
    first, second, both = model(mixed)
    torch.testing.assert_close(both, 0.3 * first + 0.7 * second)
    curved = cnn()(mixed)
    assert not torch.allclose(curved[2], 0.3 * curved[0] + 0.7 * curved[1], atol=1e-3)


def test_new_batches_weigh_most_in_running_statistics():
    model = cnn(layers=1).train()
    images = some_images(channels=2, size=SIZE)
    filtered = model.layers[0][0](images)
    model(images)
    mean = model.layers[0][1].running_mean
    torch.testing.assert_close(mean, 0.9 * filtered.mean(dim=(0, 2, 3)))


def test_features_move_with_the_image():
    model, images = cnn(layers=1), some_images(channels=2, size=SIZE)
    moved = model(images.roll(2, dims=3))
    torch.testing.assert_close(moved[..., 2:], model(images)[..., :-2])


def test_roughness_by_hand():
    filters = torch.randn(3, 2, 5, 5)
    framed = functional.pad(filters, [1] * 4)
    here = framed[..., 1:-1, 1:-1]
    around = sum(
        framed[..., 1 + y : 6 + y, 1 + x : 6 + x] for y, x in ((0, 1), (1, 0), (0, -1), (-1, 0))
    )
    expected = (4 * here - around).square().sum() / filters.square().sum()
    torch.testing.assert_close(roughness(filters), expected)
    model = cnn(smoothness=2.5)
    torch.testing.assert_close(model.regulariser(), 2.5 * roughness(model.filters))


@given(scale=st.floats(0.01, 100))
@hypothesis_settings(max_examples=10, deadline=None)
def test_roughness_does_not_depend_on_the_size_of_filters(scale):
    filters = torch.randn(2, 1, 5, 5, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(roughness(scale * filters), roughness(filters))
