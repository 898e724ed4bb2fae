"""Single test observations frame by frame, the same for all forecasters (QuantFormer, Figure 3)."""

import numpy as np
import torch
import xarray as xr
from torch import Generator, Tensor

from neurodag.config.forecast.evaluation import ForecastEvaluation
from neurodag.evaluation.forecast.samples import draw_samples
from neurodag.evaluation.forecast.trained import Trained
from neurodag.training.forecast.forecasting import Forecasting, ForecastingCodes
from neurodag.training.forecast.observations import Cut

MEANING = {"change": "ΔF/F", "counts": "spikes in a frame"}
"""Of what is forecast, by the setting `signal` of the windows."""


def examples(
    trained: Trained, task: Forecasting, unit_ids: np.ndarray, settings: ForecastEvaluation
) -> xr.Dataset:
    """`baseline (example, frame_before)`, `response` and `forecast (example, frame_after)`.

    Which they are: `example_unit` (of `unit_ids (unit,)`), `example_presentation` (position in the
    session file) and `example_active (example)`. Of forecasts of codes, also quantiles of their
    samples: `forecast_quantile (example, quantile, frame_after)`.
    """
    observed = trained.observed
    item, unit = choose(
        observed.active[trained.test].cpu(), settings.examples, trained.draw("pick")
    )
    presentation = trained.test[item.to(trained.test.device)]
    cut = task.cut(presentation)
    row = (torch.arange(len(item)) * observed.units + unit).to(task.device)
    chosen = Cut(*(each[row] for each in cut))
    signal = {"long_name": MEANING[observed.traces.windows.signal], "units": "1"}
    before, after = ("example", "frame_before"), ("example", "frame_after")
    found = xr.Dataset(
        {
            "baseline": (before, task.baseline(chosen).cpu().numpy(), signal),
            "response": (after, task.response(chosen).cpu().numpy(), signal),
            "forecast": (after, task.forecast(cut)[row].cpu().numpy(), signal),
            "example_unit": ("example", unit_ids[unit.numpy()]),
            "example_presentation": ("example", observed.position[presentation.cpu().numpy()]),
            "example_active": ("example", chosen.active.cpu().numpy().astype(np.int8)),
        },
        {
            "frame_before": np.arange(-task.baseline(chosen).shape[1], 0),
            "frame_after": np.arange(task.response(chosen).shape[1]),
        },
    )
    if isinstance(task, ForecastingCodes):
        samples = draw_samples(task, chosen, settings.samples, trained.draw("quantiles"))
        levels = torch.tensor(sorted(settings.levels), device=task.device, dtype=samples.dtype)
        bands = samples.quantile(levels, dim=0).transpose(0, 1).cpu().numpy()
        found["forecast_quantile"] = ("example", "quantile", "frame_after"), bands, signal
        found = found.assign_coords(quantile=sorted(settings.levels))
    return found


def choose(active: Tensor, number: int, draw: Generator) -> tuple[Tensor, Tensor]:
    """Item and unit of so many observations at random, both `(example,)`.

    `active (item, unit)`: active ones come before others, and of these, one of each unit before a
    second of any.
    """
    within, between = torch.rand(2, *active.shape, generator=draw, dtype=torch.float64)
    turn = (within + ~active).argsort(dim=0).argsort(dim=0)  # of the observation in its unit
    order = (between + turn + len(active) * ~active).flatten().argsort()[:number]
    return order // active.shape[1], order % active.shape[1]
