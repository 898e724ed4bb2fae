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
from neurodag.sessions import Part, trials_of


def evaluate_network(
    weights: Path,
    session: xr.Dataset,
    settings: Evaluation,
    device: torch.device,
    part: Part = "test",
) -> xr.Dataset:
    """Scores of the network whose weights lie in the file `weights`, on one part of a session.

    Behaviour is decoded from the log-rates of unmasked trials. Raises NeurodagError if the weights
    are not of this session.
    """
    trained, about = open_network(weights, session, settings, device)
    counts = torch.from_numpy(session["spike_count"].values).float().to(device)
    region = session["region"].values.astype(str)
    scored = counts[trials_of(session, part)]
    expected = predict_activity(trained, scored, region, settings.forward_share)

    def features(prompt: str) -> np.ndarray:
        return trained.log_rates(counts, prompt).flatten(1).cpu().numpy()

    return evaluation(expected, features, session, settings, about | {"part": part})


def evaluate_reference(
    reference: str,
    session: xr.Dataset,
    settings: Evaluation,
    truth: xr.Dataset | None = None,
    part: Part = "test",
) -> xr.Dataset:
    """Scores of the trial average (`psth`), the linear model (`linear`), the true rates (`truth`).

    The trial average and the linear model learn from the training trials; validation trials choose
    the penalties of the latter.

    Behaviour is decoded from nothing (so that the decoder learns the average), from the recorded
    activity, and from the log of the true rates. `truth` has the variable `rate_hz`.
    """
    counts = session["spike_count"].values
    region = session["region"].values.astype(str)
    train, validation, scored = (
        counts[trials_of(session, each)] for each in ("train", "validation", part)
    )
    share = settings.forward_share
    if reference == "psth":
        expected = predict_psth(train, len(scored), region, share)
        seen = np.zeros((len(counts), 1))
    elif reference == "linear":
        expected = predict_linear(train, validation, scored, region, share, settings.linear)
        seen = smoothed_activity(counts, settings.linear)
    elif truth is not None:
        rate = truth["rate_hz"].values * session.attrs["bin_width_s"]
        true = rate[trials_of(session, part)]
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
        "part": part,
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
    """All scores of one model on a part of one session; `about` says which they were.

    Behaviour is scored on test trials only, for its decoders are fitted on all others.
    """
    scores = score_activity(expected, session.isel(trial=trials_of(session, about["part"])))
    if about["part"] == "test":
        scores = xr.merge([scores, decode_behavior(features, session, settings.decoding)])
    return scores.assign_attrs(about)
