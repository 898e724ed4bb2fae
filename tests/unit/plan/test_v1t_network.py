"""The arithmetic of a trial of V1T, against sums by hand, a list of products and real steps."""

from typing import Any

import pytest
import torch
from torch.nn.attention import SDPBackend, sdpa_kernel

from benchmarks import vision as benchmark
from benchmarks.steps import Variant
from neurodag.config.vision import VisionNetwork, ViTCore
from neurodag.errors import ConfigError
from neurodag.plan.arithmetic import flop_counter
from neurodag.plan.v1t_network import Network, count
from tests.unit.plan.conftest import BATCH, CORES

ROWS, COLUMNS, UNITS = 9, 12, 10
POSITIONS = 2 * 2 * 2 * 30 * UNITS
"""From the cortex to the image, once for a batch: two layers of 30 × 2 weights."""


def network(core: str, **changes: Any) -> Network:
    """Without behaviour, so that there is little to add up."""
    settings = VisionNetwork(core=CORES[core] | {"behavior": "none"}, size=(ROWS, COLUMNS))
    facts = {
        **{"settings": settings, "units": UNITS, "channels": 1, "behavior": ()},
        **{"positions": False, "batch": BATCH, "frozen": False, "session": "a"},
    }
    return Network(**facts | changes)


def test_a_vit_by_hand() -> None:
    patches, pixels, width, heads, hidden, blocks = 6 * 9, 4 * 4, 6, 2, 10, 2
    tokens = patches + 1
    windows = 2 * patches * pixels * width
    block = 2 * tokens * (width * 3 * heads * width + heads * width * width + 2 * width * hidden)
    block += 2 * 2 * heads * tokens * tokens * width  # scores, and what comes out
    readout = 2 * UNITS * width
    forward = windows + blocks * block + readout
    assert count(network("v1t")) == (3 * forward - windows, forward)


def test_a_cnn_by_hand() -> None:
    places, channels = (ROWS - 4) * (COLUMNS - 4), 6
    first = 2 * places * channels * 5 * 5
    second = 2 * places * channels * (channels + 3 * 3 + channels)  # depth-separable
    readout = 2 * UNITS * channels
    forward = first + second + readout
    smoothness = 2 * 2 * channels * 5 * 5 * 3 * 3  # of a batch: roughness and its gradient
    assert count(network("cnn")) == (3 * forward - first + smoothness // BATCH, forward)


def test_a_frozen_core_has_no_gradients() -> None:
    features = 2 * UNITS * 6  # weighed by the readout; weights and places in the image learn
    forward = count(network("v1t")).validation
    assert count(network("v1t", frozen=True)) == (forward + 2 * features, forward)


def test_places_are_found_once_for_a_batch() -> None:
    without, beside = count(network("v1t")), count(network("v1t", positions=True))
    assert beside.validation - without.validation == POSITIONS // BATCH


def test_channels_and_behaviour_make_the_first_layer_larger() -> None:
    one, two = (count(network("cnn", channels=channels)).validation for channels in (1, 2))
    first = 2 * (ROWS - 4) * (COLUMNS - 4) * 6 * 5 * 5
    assert two - one == first
    settings = VisionNetwork(core=CORES["cnn"], size=(ROWS, COLUMNS))
    state = network("cnn", settings=settings, behavior=("running_speed", "pupil_dilation"))
    assert count(state).validation - one == 2 * first


def sizes(**core: Any) -> benchmark.Sizes:
    return benchmark.Sizes(
        units=UNITS, batch=BATCH, size=(ROWS, COLUMNS), core=ViTCore(**CORES["v1t"] | core)
    )


def as_benchmarked(of: benchmark.Sizes) -> Network:
    variables = benchmark.VARIABLES
    return Network(of.model, of.units, 1, variables, True, of.batch, False, "mouse")


@pytest.mark.parametrize("of", [sizes(), benchmark.Sizes()], ids=["small", "the paper's"])
def test_a_batch_has_the_products_that_are_listed(of: benchmark.Sizes) -> None:
    listed = sum(product.flops for product in benchmark.products(of))
    counted = of.batch * count(as_benchmarked(of)).training
    scatter = 2 * 2 * 2 * 2 * of.units * of.batch  # of places, in training alone
    assert listed - scatter == pytest.approx(counted, abs=of.batch)


def test_a_real_training_step_has_as_much() -> None:
    whole = dict.fromkeys(("attention_dropout", "feedforward_dropout", "patch_dropout"), 0.0)
    of = sizes(**whole)
    step = benchmark.training_step(torch.device("cpu"), of, Variant())
    with sdpa_kernel(SDPBackend.MATH), flop_counter() as counter:  # torch counts no other on CPUs
        step()
    listed = sum(product.flops for product in benchmark.products(of))
    assert counter.get_total_flops() == listed


def test_images_that_are_too_small_are_told() -> None:
    settings = VisionNetwork(core=CORES["cnn"], size=(4, 12))
    with pytest.raises(ConfigError, match="give a smaller `first_kernel`"):
        count(network("cnn", settings=settings))
