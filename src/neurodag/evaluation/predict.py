"""What a trained network predicts of a session, to look at or to go on with."""

from pathlib import Path

import torch
import xarray as xr

from neurodag.config import Evaluation
from neurodag.evaluation.activity import predict_activity
from neurodag.evaluation.opened import open_network
from neurodag.sessions import Part, trials_of


def predict_rates(
    weights: str | Path,
    session: xr.Dataset,
    part: Part = "test",
    settings: Evaluation | None = None,
    device: str = "cpu",
) -> xr.DataArray:
    """Predicted firing rates `(task, trial, time, unit)` in Hz, by the tasks of MtM.

    In each task a unit is predicted from what the task shows of the others, as for the tables; NaN
    where it predicts nothing. `session` has a split, and `part` says which of its trials are
    predicted. Raises NeurodagError if the weights are not of this session.
    """
    settings = settings or Evaluation()
    trained, about = open_network(Path(weights), session, settings, torch.device(device))
    recorded = session["spike_count"].isel(trial=trials_of(session, part))
    counts = torch.from_numpy(recorded.values).float().to(device)
    region = session["region"].values.astype(str)
    expected = predict_activity(trained, counts, region, settings.forward_share)
    tasks = [recorded.copy(data=of_task) for of_task in expected.values()]
    rates = xr.concat(tasks, xr.Variable("task", list(expected))) / session.attrs["bin_width_s"]
    return rates.rename("rate_hz").assign_attrs(about, part=part, units="Hz")
