"""What decides whether a unit will be active, by attention (QuantFormer paper, appendix VI)."""

import numpy as np
import torch
import xarray as xr
from torch import Tensor

from neurodag.config.forecast import Windows
from neurodag.config.forecast.interpretation import ForecastAttention
from neurodag.errors import NeurodagError
from neurodag.evaluation.forecast.trained import Trained
from neurodag.interpret.rollout import rollout
from neurodag.models.forecast.downstream import ActivationClassifier
from neurodag.progress import Progress

CLS, NEURON, STIM = "[CLS]", "[NEURON]", "[STIM]"


@torch.no_grad()
def map_forecast_attention(trained: Trained, settings: ForecastAttention) -> xr.Dataset:
    """How much each token reaches [CLS], by attention rollout, in the test observations.

    `share (active, unit, token)`: the mean over a unit's observations in which it is inactive, or
    active; NaN where there are none. `observations (active, unit)`: how many there are. Shares add
    up to 1; that of [CLS] is what it keeps of itself. Raises NeurodagError if the network does
    not tell active from inactive.
    """
    network, observed = trained.task.model, trained.observed
    if not isinstance(network, ActivationClassifier):
        raise NeurodagError(
            f"The network of session {trained.session} has no token [CLS] from which it would tell "
            "active from inactive units; give the weights of an adapted QuantFormer whose task is "
            "activation."
        )
    tokens, start = tokens_of(network, observed.traces.windows)
    groups, units, device = 2, observed.units, observed.start.device
    sums = torch.zeros(groups * units, len(tokens), dtype=torch.float64, device=device)
    count = torch.zeros(groups * units, dtype=torch.int64, device=device)
    progress, done = Progress(len(trained.test), "presentation"), 0
    for some in trained.batches():
        cut = observed.cut(*observed.every_unit(some))
        baseline = cut.signal[:, : observed.traces.windows.baseline_frames]
        weights = trained.finite(network.attention(baseline, cut.unit, cut.stimulus))
        place = cut.active * units + cut.unit
        sums.index_add_(0, place, with_cls(rollout(weights, settings.heads)))
        count += torch.bincount(place, minlength=len(count))
        done += len(some)
        progress.show(done)

    shape = (groups, units)
    share = (sums / count[:, None]).unflatten(0, shape).cpu().numpy()
    rolled = {"long_name": "share in [CLS] by attention rollout", "units": "1"}
    return xr.Dataset(
        {
            "share": (("active", "unit", "token"), share, rolled),
            "observations": (("active", "unit"), count.unflatten(0, shape).cpu().numpy()),
        },
        {
            "active": np.arange(groups),
            "token": tokens,
            "start_s": ("token", start, {"long_name": "first frame, from the onset", "units": "s"}),
        },
        {"heads": settings.heads},
    )


def tokens_of(network: ActivationClassifier, windows: Windows) -> tuple[list[str], np.ndarray]:
    """What the tokens are called, and when patches begin, in s from the onset; NaN for prompts."""
    prompts = [CLS, STIM] if network.prompts.unit is None else [CLS, NEURON, STIM]
    frame = np.arange(-windows.baseline_frames, 0, network.patch)
    patches = [f"patch {number}" for number in range(1, len(frame) + 1)]
    start = np.concatenate([np.full(len(prompts), np.nan), frame / windows.frame_rate_hz])
    return prompts + patches, start


def with_cls(others: Tensor) -> Tensor:
    """Shares of all tokens `(observation, token)`, in double precision.

    `others (observation, token)`: of all but [CLS], which comes first and has the rest.
    """
    others = others.double()
    return torch.cat([1 - others.sum(dim=1, keepdim=True), others], dim=1)
