"""The arithmetic of the networks of MtM.

All rows of a product belong to some trial, so a batch takes its number of trials times one trial's.
"""

from dataclasses import dataclass, field

import torch

from neurodag.config.networks import Architecture, Transformer
from neurodag.masking import MTM_SCHEMES
from neurodag.models.build import build_network
from neurodag.plan.arithmetic import Arithmetic, flop_counter


@dataclass(frozen=True)
class Network:
    """What the arithmetic of one trial depends on; sessions of the same size are alike."""

    architecture: Architecture
    model: Transformer
    bins: int
    units: int
    prompted: bool
    """Whether a prompt stands before each trial."""
    session: str = field(compare=False)
    """Whose trial it is; errors name it."""


def count(network: Network) -> Arithmetic:
    """The arithmetic of one trial of a network.

    Without dropout, which is no product, and which CPUs and GPUs do in different ways. The masking
    scheme has no part in it: hidden counts are zeros that are multiplied as others are, and what a
    causal mask hides is counted, though some kernels leave it out. Mixed precision and compiled
    blocks have the same products. Raises ConfigError for a session that is too large.
    """
    with torch.device("meta"):
        model = build_network(
            {
                "architecture": network.architecture,
                "sessions": {network.session: network.units},
                "bins": network.bins,
                "prompts": len(MTM_SCHEMES) if network.prompted else 0,
                "model": network.model.model_dump(),
            }
        ).eval()
        trial = torch.empty(1, network.bins, network.units)
        prompt = 0 if network.prompted else None
        with flop_counter() as counter:
            log_rates = model(trial, session=network.session, prompt=prompt)
            forward = counter.get_total_flops()
            log_rates.sum().backward()  # the loss works entry by entry, without products
    return Arithmetic(counter.get_total_flops(), forward)
