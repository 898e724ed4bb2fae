"""From a trained network or a reference and a session to the evaluation dataset of the two."""

from pathlib import Path

import numpy as np
import torch
import xarray as xr

from neurodag import config
from neurodag.config import Evaluation
from neurodag.errors import NeurodagError
from neurodag.evaluation.activity import predict_activity
from neurodag.evaluation.behavior import Features, decode_behavior
from neurodag.evaluation.linear import predict_linear, smoothed_activity
from neurodag.evaluation.psth import only_predicted, predict_psth
from neurodag.evaluation.scores import score_activity
from neurodag.evaluation.tasks import TASKS
from neurodag.evaluation.trained import TrainedNDT1
from neurodag.models.ndt1 import NDT1
from neurodag.models.weights import load_weights
from neurodag.sessions import trials_of


def evaluate_network(
    weights: Path, session: xr.Dataset, settings: Evaluation, device: torch.device
) -> xr.Dataset:
    """Scores of the network whose weights lie in the file `weights`, on a session with its split.

    Behaviour is decoded from the log-rates of unmasked trials. Raises NeurodagError if the weights
    are of another session.
    """
    tensors, run = load_weights(weights)
    check_session(run, session, weights)
    model = NDT1(run["units"], run["bins"], config.NDT1(**run["model"]), run["prompts"])
    model.load_state_dict(tensors)
    trained = TrainedNDT1(
        model.eval().to(device), run["scheme"], settings.causal_attention_unprompted
    )
    counts = torch.from_numpy(session["spike_count"].values).float().to(device)
    region = session["region"].values.astype(str)
    test = trials_of(session, "test")
    expected = predict_activity(trained, counts[test], region, settings.forward_share)

    def features(prompt: str) -> np.ndarray:
        return trained.log_rates(counts, prompt).flatten(1).cpu().numpy()

    about = {key: run[key] for key in ("scheme", "mask_ratio", "seed")} | {"model": "ndt1"}
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
    about = {"model": reference, "scheme": "", "mask_ratio": np.nan, "seed": -1}
    return evaluation(
        expected, lambda prompt: seen.reshape(len(counts), -1), session, settings, about
    )


def evaluation(
    expected: dict[str, np.ndarray],
    features: Features,
    session: xr.Dataset,
    settings: Evaluation,
    about: dict[str, object],
) -> xr.Dataset:
    """All scores of one model on one session; `about` says which model it was."""
    tested = session.isel(trial=trials_of(session, "test"))
    scores = xr.merge(
        [
            score_activity(expected, tested),
            decode_behavior(features, session, settings.decoding),
        ]
    )
    origin = {
        key: session.attrs[key] for key in ("session_id", "dataset", "subject", "alignment_event")
    }
    return scores.assign_attrs(origin | about)


def check_session(run: dict[str, object], session: xr.Dataset, weights: Path) -> None:
    ours = {
        "session_id": session.attrs["session_id"],
        **{
            name: session.sizes[dimension]
            for name, dimension in (("units", "unit"), ("bins", "time"))
        },
    }
    for key, value in ours.items():
        if run[key] != value:
            raise NeurodagError(
                f"{weights} was trained on a session with {key} {run[key]}, but the session given "
                f"has {key} {value}; give the session that it was trained on."
            )
