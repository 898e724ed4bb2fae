"""Behaviour decoded from one brain region at a time (MtM paper, section 5.3, Figure 5)."""

from pathlib import Path

import numpy as np
import torch
import xarray as xr

from neurodag.config import Evaluation
from neurodag.errors import NeurodagError
from neurodag.evaluation.behavior import decode_each
from neurodag.evaluation.opened import open_network
from neurodag.evaluation.tasks import MATCHING_SCHEME


def decode_regions(
    weights: Path,
    session: xr.Dataset,
    settings: Evaluation,
    least_units: int,
    device: torch.device,
) -> xr.Dataset:
    """The scores of `decode_behavior` by `region`, and how many `units` each has.

    The network sees the units of one region, all others are zero, with the intra-region prompt if
    it knows any; behaviour is decoded from the log-rates of these units. Regions of fewer than
    `least_units` units are left out. Raises NeurodagError if none is left, or if the network was
    trained on another session.
    """
    region = session["region"].values.astype(str)
    names, units = large_regions(region, least_units, session.attrs["session_id"])
    trained, about = open_network(weights, session, settings, device)
    counts = torch.from_numpy(session["spike_count"].values).float().to(device)

    def features(name: str) -> np.ndarray:
        inside = torch.from_numpy(region == name).to(device)
        log_rates = trained.log_rates(counts * inside, MATCHING_SCHEME["intra_region"])
        return log_rates[..., inside].flatten(1).cpu().numpy()

    scores = decode_each("region", names, features, session, settings.decoding)
    size = ("region", units, {"long_name": "units of the region"})
    return scores.assign(units=size).assign_attrs(about)


def large_regions(
    region: np.ndarray, least_units: int, session: str
) -> tuple[list[str], np.ndarray]:
    """The regions of at least `least_units` units in `region (unit,)`, and how many these have."""
    names, units = np.unique(region, return_counts=True)
    large = units >= least_units
    if not large.any():
        raise NeurodagError(
            f"No region of session {session} has {least_units} units: the largest, "
            f"{names[units.argmax()]}, has {units.max()}. Ask for fewer."
        )
    return [str(name) for name in names[large]], units[large]
