"""Counting: each network once, and each convolution rightly."""

import pytest
import torch

from neurodag.plan.arithmetic import Arithmetic, arithmetic_of, flop_counter


def test_equal_networks_are_counted_once() -> None:
    counted = []

    def count(network: int) -> Arithmetic:
        counted.append(network)
        return Arithmetic(3 * network, network)

    assert arithmetic_of([10, 10, 12], count) == {10: (30, 10), 12: (36, 12)}
    assert counted == [10, 12]


@pytest.mark.parametrize(("groups", "images_learn"), [(1, True), (1, False), (2, True), (4, True)])
def test_each_gradient_of_a_convolution_takes_as_much_as_itself(
    groups: int, images_learn: bool
) -> None:
    trials, channels, kernel, side, filters = 3, 4, 3, 7, 8
    layer = torch.nn.Conv2d(channels, filters, kernel, padding=1, groups=groups)
    images = torch.randn(trials, channels, side, side, requires_grad=images_learn)
    with flop_counter() as counter:
        maps = layer(images)
        forward = counter.get_total_flops()
        maps.sum().backward()
    assert forward == 2 * trials * side**2 * filters * (channels // groups) * kernel**2
    assert counter.get_total_flops() == (3 if images_learn else 2) * forward
