"""Train one network on one session with one masking scheme (MtM paper, sections 3 and A.3).

Interrupted or killed, it goes on from its saved state when it is started again, and ends with the
same bytes (on the same machine, with as many threads: OMP_NUM_THREADS). SIGINT, SIGTERM and SIGUSR2
make it save its state and stop.

With --processes it becomes torchrun and shares every batch among so many processes, one a GPU.
"""

import hashlib
import sys
from argparse import Namespace
from pathlib import Path
from typing import get_args

import torch

from neurodag.command import parser, run, threads
from neurodag.config import Run, Scheme
from neurodag.files import save_netcdf
from neurodag.masking import MTM_SCHEMES, build_scheme
from neurodag.models.ndt1 import NDT1
from neurodag.models.weights import save_weights
from neurodag.sessions import open_session, trials_of
from neurodag.training.devices import pick_device, seed_everything
from neurodag.training.fit import fit
from neurodag.training.interrupt import EXIT_INTERRUPTED, Interrupted
from neurodag.training.masked import MaskedModelling
from neurodag.training.workers import Workers, start_workers, workers


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--session", type=Path, required=True, help="session file with a split")
    options.add_argument("--scheme", choices=get_args(Scheme), required=True)
    options.add_argument("--seed", type=int, required=True)
    options.add_argument("--settings", type=Run.model_validate_json, required=True)
    options.add_argument("--weights", type=Path, required=True, help="weights to write")
    options.add_argument("--history", type=Path, required=True, help="training history to write")
    options.add_argument("--state", type=Path, required=True, help="resumable state")
    options.add_argument("--code", default="", help="fingerprint of the code, part of the state")
    options.add_argument("--save-every", type=float, default=300, help="seconds between two saves")
    options.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    options.add_argument("--processes", type=int, default=1, help="processes that train together")
    arguments = options.parse_args()
    start_workers(arguments.processes)
    device = pick_device(arguments.device)
    torch.set_num_threads(threads())
    with workers(device) as group:
        try:
            train(arguments, device, group)
        except Interrupted as interrupted:
            group.say(str(interrupted))
            sys.exit(EXIT_INTERRUPTED)


def train(arguments: Namespace, device: torch.device, group: Workers) -> None:
    settings: Run = arguments.settings
    session = open_session(arguments.session, "spikes")
    counts = torch.from_numpy(session["spike_count"].values).to(device)
    prompts = len(MTM_SCHEMES) if arguments.scheme == "mtm_prompted" else 0

    seed_everything(arguments.seed, "weights")
    model = NDT1(counts.shape[2], counts.shape[1], settings.model, prompts).to(device)
    task = MaskedModelling(
        model,
        build_scheme(arguments.scheme, settings.masking, session["region"].values.astype(str)),
        train=counts[trials_of(session, "train")],
        validation=counts[trials_of(session, "validation")],
        settings=settings.training,
        seed=arguments.seed,
        workers=group,
    )
    parameters = sum(parameter.numel() for parameter in model.parameters())
    group.say(
        f"{arguments.scheme}: {parameters:,} parameters, {task.items} trials, on {group.size} "
        f"{device.type}"
    )
    fitted = fit(
        task,
        settings.training,
        seed=arguments.seed,
        state=arguments.state,
        save_every=arguments.save_every,
        run=run_identity(arguments),
        workers=group,
    )
    if not group.first:
        return
    description = {
        "session_id": session.attrs["session_id"],
        "units": counts.shape[2],
        "bins": counts.shape[1],
        "prompts": prompts,
        "scheme": arguments.scheme,
        "seed": arguments.seed,
        "mask_ratio": settings.masking.ratio,
        **settings.model_dump(mode="json"),
    }
    save_netcdf(fitted.history, arguments.history)
    save_weights(fitted.weights, description, arguments.weights)
    arguments.state.unlink(missing_ok=True)


def run_identity(arguments: Namespace) -> str:
    """All that a saved state belongs to: settings, code, and the very bytes of the session."""
    session = hashlib.sha256(arguments.session.read_bytes()).hexdigest()
    settings = arguments.settings.model_dump_json()
    return f"{settings} {arguments.scheme} {arguments.code} {session}"


if __name__ == "__main__":
    run(main)
