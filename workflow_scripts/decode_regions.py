"""Decode behaviour from the rates that a network predicts within one brain region at a time."""

from pathlib import Path

import torch

from neurodag.command import parser, run, threads
from neurodag.config import Evaluation
from neurodag.evaluation.regions import decode_regions
from neurodag.lineage.record import save_result
from neurodag.sessions import open_session
from neurodag.training.devices import pick_device


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--session", type=Path, required=True, help="session file with a split")
    options.add_argument("--weights", type=Path, required=True, help="weights of the network")
    options.add_argument("--settings", type=Evaluation.model_validate_json, required=True)
    options.add_argument(
        "--least-units", type=int, required=True, help="smaller regions are left out"
    )
    options.add_argument("--output", type=Path, required=True, help="scores by region to write")
    options.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    arguments = options.parse_args()

    torch.set_num_threads(threads())
    session = open_session(arguments.session, "spikes")
    device = pick_device(arguments.device)
    result = decode_regions(
        arguments.weights, session, arguments.settings, arguments.least_units, device
    )
    save_result(result, arguments)
    print(result.to_dataframe().to_string())


if __name__ == "__main__":
    run(main)
