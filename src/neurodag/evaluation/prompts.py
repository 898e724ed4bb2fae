"""Behaviour decoded under each prompt (MtM paper, appendix A.2, Table 6)."""

from pathlib import Path

import numpy as np
import torch
import xarray as xr

from neurodag.config import Evaluation
from neurodag.errors import NeurodagError
from neurodag.evaluation.behavior import decode_each
from neurodag.evaluation.opened import open_network
from neurodag.masking import MTM_SCHEMES


def decode_prompts(
    weights: Path, session: xr.Dataset, settings: Evaluation, device: torch.device
) -> xr.Dataset:
    """The scores of `decode_behavior` by `prompt`: each takes its turn for all behaviours.

    The causal prompt comes with causal attention, as everywhere. Raises NeurodagError if the
    network was trained without prompts, or on another session.
    """
    trained, about = open_network(weights, session, settings, device)
    if trained.scheme != "mtm_prompted":
        raise NeurodagError(
            f"{weights} was trained with the scheme {trained.scheme}, which has no prompts to "
            "choose among; give a network of the scheme mtm_prompted."
        )
    counts = torch.from_numpy(session["spike_count"].values).float().to(device)

    def features(prompt: str) -> np.ndarray:
        return trained.log_rates(counts, prompt).flatten(1).cpu().numpy()

    scores = decode_each("prompt", MTM_SCHEMES, features, session, settings.decoding)
    return scores.assign_attrs(about)
