"""Responses drawn from a forecast of codes, beside those that came."""

from collections.abc import Iterable, Iterator

import torch
import xarray as xr
from torch import Generator, Tensor

from neurodag.config.forecast.evaluation import ForecastEvaluation
from neurodag.evaluation.forecast.trained import Trained
from neurodag.training.forecast.forecasting import ForecastingCodes
from neurodag.training.forecast.observations import Cut

AT_ONCE = 2**14
"""Signals decoded together; bounds the memory."""


def sample_scores(
    trained: Trained, task: ForecastingCodes, settings: ForecastEvaluation
) -> xr.Dataset:
    """`crps (unit)`, a mean over test observations, and `coverage (level)`, over all of them."""
    draw = trained.draw("samples")
    levels = torch.tensor(sorted(settings.levels), device=task.device, dtype=torch.float64)
    scores, below = [], torch.zeros_like(levels)
    for some in trained.batches():
        for cut in pieces(task.cut(some), max(AT_ONCE // settings.samples, 1)):
            drawn, seen = draw_samples(task, cut, settings.samples, draw), task.response(cut)
            scores.append(crps(drawn, seen))
            below += share_below(drawn, seen, levels).sum(dim=(0, 1))
    score = torch.cat(scores)
    values = score.numel() * task.observed.traces.windows.response_frames
    return xr.Dataset(
        {
            "crps": (
                "unit",
                score.unflatten(0, (-1, task.observed.units)).mean(dim=0).cpu().numpy(),
                {"long_name": "continuous ranked probability score", "units": "1"},
            ),
            "coverage": (
                "level",
                (below / values).cpu().numpy(),
                {"long_name": "recorded values below the forecast's quantile", "units": "1"},
            ),
        },
        {"level": levels.cpu().numpy()},
    )


def pieces(cut: Cut, size: int) -> Iterator[Cut]:
    """Parts of so many observations; the last may have fewer."""
    parts: Iterable[tuple[Tensor, ...]] = zip(*(each.split(size) for each in cut), strict=True)
    return (Cut(*part) for part in parts)


def draw_samples(task: ForecastingCodes, cut: Cut, number: int, draw: Generator) -> Tensor:
    """So many responses of each observation, `(sample, observation, frame)`."""
    with task.autocast():
        return task.model.samples(task.baseline(cut), cut.unit, cut.stimulus, number, draw).float()


def crps(samples: Tensor, seen: Tensor) -> Tensor:
    """Continuous ranked probability score, a mean over frames, `(observation,)`; 0 is best.

    Of `samples (sample, observation, frame)` and what is `seen (observation, frame)`: E|X − y| −
    ½ E|X − X'|, where X and X' are any of the samples (Gneiting and Raftery 2007).
    """
    samples, seen = samples.double(), seen.double()
    number = len(samples)
    # Of all pairs, the sample of rank r is the higher one r times, and the lower one the rest.
    more = 2 * torch.arange(number, device=samples.device) - (number - 1)
    ranked = samples.sort(dim=0).values
    half_spread = torch.einsum("s,sof->of", more.double(), ranked) / number**2
    return ((samples - seen).abs().mean(dim=0) - half_spread).mean(dim=1)


def share_below(samples: Tensor, seen: Tensor, levels: Tensor) -> Tensor:
    """Whether what is `seen (observation, frame)` lies below the samples' quantiles at some levels.

    `levels (level,)` → `(observation, frame, level)`. If what is seen is one more draw from the
    same distribution, its rank among the samples is any of number + 1, each as likely. It counts in
    parts at the level that its rank spans, as do ranks that it shares with equal samples, so that
    the mean is the level itself (Czado, Gneiting and Held 2009).
    """
    ranks = len(samples) + 1
    lower = (samples < seen).sum(dim=0)[..., None]
    shared = (samples == seen).sum(dim=0)[..., None] + 1
    return ((levels * ranks - lower) / shared).clamp(0, 1)
