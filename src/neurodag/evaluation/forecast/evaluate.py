"""From a trained forecaster to its evaluation."""

from typing import Any

import numpy as np
import torch
import xarray as xr

from neurodag.config.forecast.evaluation import ForecastEvaluation
from neurodag.evaluation.forecast.codes import code_use
from neurodag.evaluation.forecast.counts import activation_counts
from neurodag.evaluation.forecast.examples import examples
from neurodag.evaluation.forecast.samples import sample_scores
from neurodag.evaluation.forecast.scores import unit_scores
from neurodag.evaluation.forecast.trained import Trained
from neurodag.training.forecast.forecasting import Forecasting, ForecastingCodes


@torch.no_grad()
def evaluate_forecasts(
    trained: Trained, session: xr.Dataset, about: dict[str, Any], settings: ForecastEvaluation
) -> xr.Dataset:
    """What a forecaster says of all test presentations of a stimulus, beside what came.

    Always `activation_counts`; of forecast responses also `unit_scores` and `examples`; of forecast
    codes also `sample_scores` and `code_use`. `about`: the attributes `method` and `subject`.
    """
    task, units = trained.task, trained.observed.units
    unit_ids = session["unit"].values if "unit" in session else np.arange(units)
    parts = [activation_counts(trained)]
    if isinstance(task, Forecasting):
        parts += [unit_scores(trained, task), examples(trained, task, unit_ids, settings)]
    if isinstance(task, ForecastingCodes):
        parts += [sample_scores(trained, task, settings), code_use(trained, task)]
    predicts = trained.description["predicts"]
    return (
        xr.merge(parts)
        .assign_coords(unit=unit_ids)
        .assign_attrs(
            {
                **about,
                "predicted": "activation" if predicts == "activation" else "response",
                "task": predicts,
                "stimulus": trained.stimulus,
                "session_id": trained.session,
                "seed": trained.description["seed"],
                "frame_rate_hz": trained.observed.traces.windows.frame_rate_hz,
                "test_presentations": len(trained.test),
                "test_observations": len(trained.test) * units,
            }
        )
    )
