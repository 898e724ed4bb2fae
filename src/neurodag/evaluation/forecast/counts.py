"""Which units a forecaster takes for active, beside those that are (QuantFormer, Table 1)."""

import numpy as np
import torch
import xarray as xr
from torch import Tensor

from neurodag.evaluation.forecast.trained import Trained
from neurodag.models.forecast.competitors.activation import active_in_forecast
from neurodag.training.forecast.classification import Activation


def activation_counts(trained: Trained) -> xr.Dataset:
    """`count (active, predicted, unit)`: test observations that are so, and are said to be so.

    A forecast response says so by the rule for recorded ones.
    """
    counts = torch.zeros(2, 2, trained.observed.units, dtype=torch.int64)
    for some in trained.batches():
        active, predicted = trained.observed.active[some], predicted_active(trained, some)
        counts += torch.stack(
            [
                torch.stack([(is_so & said).sum(dim=0) for said in (~predicted, predicted)])
                for is_so in (~active, active)
            ]
        ).cpu()
    meaning = {"long_name": "test observations", "units": "1"}
    return xr.Dataset(
        {"count": (("active", "predicted", "unit"), counts.numpy(), meaning)},
        {"active": np.arange(2), "predicted": np.arange(2)},
    )


def predicted_active(trained: Trained, presentations: Tensor) -> Tensor:
    """Whether units are said to be active, `(item, unit)`."""
    task, observed = trained.task, trained.observed
    cut, windows = task.cut(presentations), observed.traces.windows
    if isinstance(task, Activation):
        logits = trained.finite(task.logits(cut))
        return logits.argmax(dim=1).bool().unflatten(0, (-1, observed.units))
    change = trained.finite(task.forecast(cut))
    if windows.signal == "counts":
        change = change - task.baseline(cut)[:, -windows.f0_frames :].mean(dim=1, keepdim=True)
    of_presentations = change.unflatten(0, (-1, observed.units)).mT
    return active_in_forecast(of_presentations, observed.active_frames[presentations], windows)
