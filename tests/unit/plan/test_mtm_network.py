"""The arithmetic of a trial of MtM, against a list of its products and real training steps."""

import numpy as np
import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from benchmarks import training as benchmark
from neurodag import config
from neurodag.config.networks import MODELS, Architecture
from neurodag.errors import ConfigError
from neurodag.masking import MTM_SCHEMES, build_scheme
from neurodag.models.build import build_network
from neurodag.plan.mtm_network import Network, count
from neurodag.training.devices import generator
from neurodag.training.masked import Batch, MaskedModelling
from neurodag.training.recordings import Recording

BINS, UNITS, TRIALS = 4, 10, 3
SMALL = {"blocks": 2, "width": 8, "heads": 2, "feedforward": 12}
OWN = {"ndt1": {}, "ndt1_stitch": {"channels": 6}, "ndt2": {"patch": 4, "patches": 3}}


def small(architecture: Architecture, prompted: bool, units: int = UNITS) -> Network:
    model = MODELS[architecture](**SMALL, **OWN[architecture])
    return Network(architecture, model, BINS, units, prompted, "m1")


@pytest.mark.parametrize(
    ("architecture", "model"),
    [("ndt1", config.NDT1()), ("ndt1_stitch", config.NDT1Stitch()), ("ndt2", config.NDT2())],
)
def test_a_batch_at_the_papers_sizes_has_the_products_that_are_listed(
    architecture: Architecture, model: benchmark.Model
) -> None:
    sizes = benchmark.Sizes(model=model)
    listed = sum(product.flops for product in benchmark.products(sizes))
    trial = count(Network(architecture, model, sizes.bins, sizes.units, True, "m1"))
    assert sizes.batch * trial.training == listed


@pytest.mark.parametrize("scheme", ["temporal", "causal", "mtm_prompted"])
@pytest.mark.parametrize("architecture", MODELS)
def test_a_real_training_step_on_several_trials_has_as_much(
    architecture: Architecture, scheme: str
) -> None:
    network = small(architecture, scheme == "mtm_prompted")
    description = {
        "architecture": architecture,
        "sessions": {"m1": UNITS},
        "bins": BINS,
        "prompts": len(MTM_SCHEMES) if network.prompted else 0,
        "model": network.model.model_dump(),
    }
    counts = torch.ones(TRIALS, BINS, UNITS, dtype=torch.uint8)
    masks = build_scheme(scheme, config.Masking(), np.arange(UNITS) % 2)
    recordings = {"m1": Recording(counts, counts, masks)}
    task = MaskedModelling(build_network(description).train(), recordings, config.Training(), 0)
    with FlopCounterMode(display=False) as counter:
        loss, _ = task.loss(Batch("m1", torch.arange(TRIALS)), generator("mask"))
        forward = counter.get_total_flops()
        loss.backward()
    arithmetic = count(network)
    assert TRIALS * arithmetic.training == counter.get_total_flops()
    assert TRIALS * arithmetic.validation == forward


def test_a_session_that_is_too_large_is_named() -> None:
    with pytest.raises(ConfigError, match="Session m1 has 13 units, which are 4 patches of 4"):
        count(small("ndt2", prompted=False, units=13))
