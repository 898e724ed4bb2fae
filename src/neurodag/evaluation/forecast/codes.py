"""Which codes forecasts are made of, and which the responses have."""

import torch
import xarray as xr
from torch import Tensor

from neurodag.evaluation.forecast.trained import Trained
from neurodag.models.forecast.quantizer import perplexity
from neurodag.training.forecast.forecasting import ForecastingCodes

SHARE = {"long_name": "share of patches of test responses", "units": "1"}
PERPLEXITY = {"long_name": "codes that, all used alike, would be as uncertain", "units": "1"}


def code_use(trained: Trained, task: ForecastingCodes) -> xr.Dataset:
    """`code_share (code)` and `perplexity` of the recorded test responses, as the pre-trained
    network has them; `forecast_code_share (code)` and `forecast_perplexity` of the most likely
    codes, of which forecasts are made."""
    number = len(task.model.pretrained.codebook.entries)
    seen, likely = [], []
    for some in trained.batches():
        cut = task.cut(some)
        seen.append(task.targets(cut))
        with task.autocast():
            logits = task.model(task.baseline(cut), cut.unit, cut.stimulus)
        likely.append(logits.argmax(dim=-1))
    forecast, response = torch.cat(likely), torch.cat(seen)
    return _use(response, number, "").merge(_use(forecast, number, "forecast_"))


def _use(codes: Tensor, number: int, prefix: str) -> xr.Dataset:
    share = torch.bincount(codes.flatten(), minlength=number).cpu().numpy() / codes.numel()
    return xr.Dataset(
        {
            f"{prefix}code_share": ("code", share, SHARE),
            f"{prefix}perplexity": ((), perplexity(codes, number).item(), PERPLEXITY),
        }
    )
