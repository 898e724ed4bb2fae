"""Everything that was planted in an experiment, on the coordinates that its session will have."""

import numpy as np
import pandas as pd
import xarray as xr

from neurodag.archives.allen.conditions import first_condition
from neurodag.config.archives.allen import Stimulus
from neurodag.simulate.allen.ceilings import ceilings
from neurodag.simulate.allen.nwb import Experiment


def describe_truth(
    experiment: Experiment,
    events: np.ndarray,
    tuning: dict[Stimulus, np.ndarray],
    preferences: dict[str, np.ndarray],
) -> xr.Dataset:
    """The truth of an experiment.

    `events (frame, unit)`; `tuning (condition, unit)` of each stimulus; `preferences`, by name, of
    each unit. The dimension `shown_condition` counts the conditions of all stimuli in turn, and
    `shown_stimulus` the stimuli.
    """
    table = _presentations(experiment)
    traces, stimulus = experiment.traces, table["stimulus"].to_numpy(str)
    scores = ceilings(traces, stimulus, table["onset_frame"].to_numpy())
    conditions = [first_condition(name) + np.arange(len(mean)) for name, mean in tuning.items()]
    by_stimulus = {
        name: (("shown_stimulus", "unit")[: values.ndim], values)
        for name, values in scores.items()
        if name != "active"
    }
    return xr.Dataset(
        {
            "events": (("frame", "unit"), events, {"long_name": "calcium events in a frame"}),
            "fluorescence": (
                ("frame", "unit"),
                traces.clean,
                {"long_name": "fluorescence without neuropil and noise"},
            ),
            "resting_fluorescence": ("unit", traces.resting),
            "contamination": ("unit", traces.contamination, {"long_name": "the archive's r"}),
            "tuning": (
                ("shown_condition", "unit"),
                np.concatenate(list(tuning.values())),
                {"long_name": "events that a presentation evokes, expected number"},
            ),
            "active": (
                ("presentation", "unit"),
                scores["active"],
                {"long_name": "mean of |ΔF/F| above 0.1 in the response, without noise"},
            ),
            **{f"preferred_{name}": ("unit", values) for name, values in preferences.items()},
            **by_stimulus,
            **{
                name: ("presentation", table[name].to_numpy(np.int32))
                for name in ("onset_frame", "end_frame", "condition", "epoch")
            },
            "stimulus": ("presentation", stimulus),
        },
        coords={
            "time": ("frame", experiment.time_s, {"units": "s"}),
            "unit": experiment.cell_specimen_ids,
            "shown_condition": np.concatenate(conditions),
            "shown_stimulus": np.unique(stimulus),
        },
    )


def _presentations(experiment: Experiment) -> pd.DataFrame:
    """Presentations that evoke responses, in the order of time."""
    tables = []
    for stimulus, order in experiment.order.items():
        shown = experiment.shown[stimulus]
        table = pd.DataFrame(
            {
                "onset_frame": shown.onset,
                "end_frame": shown.end,
                "block": shown.block,
                "condition": first_condition(stimulus) + order,
                "stimulus": stimulus,
            }
        )
        tables.append(table[order >= 0])
    table = pd.concat(tables).sort_values("onset_frame", ignore_index=True)
    return table.assign(epoch=pd.factorize(table["block"])[0])
