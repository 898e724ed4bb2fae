"""From the name of a scheme to the scheme."""

import numpy as np
import torch

from neurodag.config import Masking
from neurodag.masking.base import MTM_SCHEMES, Scheme
from neurodag.masking.causal import Causal
from neurodag.masking.mixture import Mixture
from neurodag.masking.neuron import Neuron
from neurodag.masking.regions import InterRegion, IntraRegion
from neurodag.masking.temporal import Temporal


def build_scheme(name: str, settings: Masking, region: np.ndarray) -> Scheme:
    """The scheme `name` for a session whose units lie in `region (unit,)` (acronyms)."""
    if name.startswith("mtm_"):
        return Mixture(tuple(build_scheme(member, settings, region) for member in MTM_SCHEMES))
    index = torch.from_numpy(np.unique(region, return_inverse=True)[1])
    schemes: dict[str, Scheme] = {
        "temporal": Temporal(settings.ratio),
        "neuron": Neuron(settings.ratio, len(region)),
        "causal": Causal(settings.causal_ratio),
        "intra_region": IntraRegion(settings.ratio, index),
        "inter_region": InterRegion(index),
    }
    return schemes[name]
