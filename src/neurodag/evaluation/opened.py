"""From the weights of a network and a session to the network, ready to be asked about it."""

from pathlib import Path
from typing import Any

import torch
import xarray as xr

from neurodag.config import Evaluation
from neurodag.errors import NeurodagError
from neurodag.evaluation.trained import TrainedNetwork
from neurodag.models.build import build_network
from neurodag.models.weights import load_weights


def open_network(
    weights: Path, session: xr.Dataset, settings: Evaluation, device: torch.device
) -> tuple[TrainedNetwork, dict[str, Any]]:
    """The network whose weights lie in the file `weights`, and the attributes of its evaluations.

    Raises NeurodagError if the weights are not of this session.
    """
    tensors, run = load_weights(weights)
    check_session(run, session, weights)
    network = build_network(run)
    network.load_state_dict(tensors)
    trained = TrainedNetwork(
        network.eval().to(device),
        run["scheme"],
        session.attrs["session_id"],
        settings.causal_attention_unprompted,
    )
    about = origin_of(session) | {
        "model": run["architecture"],
        "pretraining_sessions": run.get("pretraining_sessions", 0),
        **{key: run[key] for key in ("scheme", "mask_ratio", "seed")},
    }
    return trained, about


def origin_of(session: xr.Dataset) -> dict[str, Any]:
    """The attributes of all evaluations on a session, whatever is evaluated."""
    names = ("session_id", "dataset", "subject", "alignment_event")
    return {name: session.attrs[name] for name in names}


def check_session(run: dict[str, Any], session: xr.Dataset, weights: Path) -> None:
    """Raises NeurodagError if the weights are not of this session, with these units and bins."""
    if missing := {"architecture", "sessions", "bins", "prompts", "model"} - run.keys():
        raise NeurodagError(
            f"{weights} does not say of itself: {', '.join(sorted(missing))}; train it again."
        )
    name = session.attrs["session_id"]
    if name not in run["sessions"]:
        raise NeurodagError(
            f"{weights} was trained on {', '.join(run['sessions'])}, but the session given is "
            f"{name}; give a session that it was trained on, or fine-tune it on this one."
        )
    there = {"units": run["sessions"][name], "bins": run["bins"]}
    here = {"units": session.sizes["unit"], "bins": session.sizes["time"]}
    for key, value in here.items():
        if there[key] != value:
            raise NeurodagError(
                f"{weights} was trained on session {name} with {there[key]} {key}, but the file "
                f"given has {value}; give the file that it was trained on."
            )
