"""From the name of a scheme to the scheme."""

import numpy as np
import torch

from neurodag.config import Masking
from neurodag.errors import ConfigError
from neurodag.masking.base import MTM_SCHEMES, Scheme
from neurodag.masking.causal import Causal
from neurodag.masking.mixture import Mixture
from neurodag.masking.neuron import Neuron
from neurodag.masking.random_token import RandomToken
from neurodag.masking.regions import InterRegion, IntraRegion
from neurodag.masking.temporal import Temporal


def build_scheme(
    name: str, settings: Masking, region: np.ndarray, patch: int | None = None
) -> Scheme:
    """The scheme `name` for a session whose units lie in `region (unit,)` (acronyms).

    `patch`: units of a token, where tokens are patches of units. Raises ConfigError if random
    tokens are to be masked where they are not.
    """
    if name.startswith("mtm_"):
        return Mixture(tuple(build_scheme(member, settings, region) for member in MTM_SCHEMES))
    if name == "random_token":
        if patch is None:
            raise ConfigError(
                "The scheme random_token masks the tokens of ndt2; the tokens of ndt1 and "
                "ndt1_stitch are whole bins, which the scheme temporal masks."
            )
        return RandomToken(settings.ratio, len(region), patch)
    index = torch.from_numpy(np.unique(region, return_inverse=True)[1])
    schemes: dict[str, Scheme] = {
        "temporal": Temporal(settings.ratio),
        "neuron": Neuron(settings.ratio, len(region)),
        "causal": Causal(settings.causal_ratio),
        "intra_region": IntraRegion(settings.ratio, index),
        "inter_region": InterRegion(index),
    }
    return schemes[name]
