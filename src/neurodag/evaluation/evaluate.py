"""From a trained network or a reference and a session to the evaluation dataset of the two."""

from pathlib import Path
from typing import Any

import numpy as np
import torch
import xarray as xr

from neurodag.config import Evaluation
from neurodag.errors import NeurodagError
from neurodag.evaluation.activity import predict_activity
from neurodag.evaluation.behavior import Features, decode_behavior
from neurodag.evaluation.linear import predict_linear, smoothed_activity
from neurodag.evaluation.opened import open_network, origin_of
from neurodag.evaluation.psth import only_predicted, predict_psth
from neurodag.evaluation.scores import score_activity
from neurodag.evaluation.tasks import TASKS
from neurodag.sessions import trials_of


def evaluate_network(
    weights: Path, session: xr.Dataset, settings: Evaluation, device: torch.device
) -> xr.Dataset:
    """Scores of the network whose weights lie in the file `weights`, on a session with its split.

    Behaviour is decoded from the log-rates of unmasked trials. Raises NeurodagError if the weights
    are not of this session.
    """
    trained, about = open_network(weights, session, settings, device)
    counts = torch.from_numpy(session["spike_count"].values).float().to(device)
    region = session["region"].values.astype(str)
    test = trials_of(session, "test")
    expected = predict_activity(trained, counts[test], region, settings.forward_share)

    def features(prompt: str) -> np.ndarray:
        return trained.log_rates(counts, prompt).flatten(1).cpu().numpy()

    return evaluation(expected, features, session, settings, about)


def evaluate_reference(
    reference: str, session: xr.Dataset, settings: Evaluation, truth: xr.Dataset | None = None
) -> xr.Dataset:
    """Scores of the trial average (`psth`), the linear model (`linear`), the true rates (`truth`).

    Behaviour is decoded from nothing (so that the decoder learns the average), from the recorded
    activity, and from the log of the true rates. `truth` has the variable `rate_hz`.
    """
    counts = session["spike_count"].values
    region = session["region"].values.astype(str)
    train, validation, test = (
        counts[trials_of(session, part)] for part in ("train", "validation", "test")
    )
    share = settings.forward_share
    if reference == "psth":
        expected = predict_psth(train, len(test), region, share)
        seen = np.zeros((len(counts), 1))
    elif reference == "linear":
        expected = predict_linear(train, validation, test, region, share, settings.linear)
        seen = smoothed_activity(counts, settings.linear)
    elif truth is not None:
        rate = truth["rate_hz"].values * session.attrs["bin_width_s"]
        true = rate[trials_of(session, "test")]
        expected = {task: only_predicted(task, true, region, share) for task in TASKS}
        seen = np.log(rate)
    else:
        raise NeurodagError(
            f"The true rates of session {session.attrs['session_id']} are not known: only "
            "simulated sessions can be set beside the reference truth."
        )
    about = origin_of(session) | {
        "model": reference,
        "scheme": "",
        "mask_ratio": np.nan,
        "seed": -1,
        "pretraining_sessions": 0,
    }
    return evaluation(
        expected, lambda prompt: seen.reshape(len(counts), -1), session, settings, about
    )


def evaluation(
    expected: dict[str, np.ndarray],
    features: Features,
    session: xr.Dataset,
    settings: Evaluation,
    about: dict[str, Any],
) -> xr.Dataset:
    """All scores of one model on one session; `about` says which they were."""
    tested = session.isel(trial=trials_of(session, "test"))
    scores = xr.merge(
        [
            score_activity(expected, tested),
            decode_behavior(features, session, settings.decoding),
        ]
    )
    return scores.assign_attrs(about)
