"""Score a trained network: four activity metrics for every unit, and decoded behaviour."""

from pathlib import Path

import torch

from neurodag.command import parser, run, threads
from neurodag.config import Evaluation
from neurodag.evaluation.evaluate import evaluate_network
from neurodag.lineage.record import save_result
from neurodag.sessions import PARTS, open_session
from neurodag.training.devices import pick_device


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--session", type=Path, required=True, help="session file with a split")
    options.add_argument("--weights", type=Path, required=True, help="weights of the network")
    options.add_argument("--settings", type=Evaluation.model_validate_json, required=True)
    options.add_argument("--part", choices=PARTS, default="test", help="trials that are scored")
    options.add_argument("--output", type=Path, required=True, help="evaluation to write")
    options.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    arguments = options.parse_args()

    torch.set_num_threads(threads())
    session = open_session(arguments.session, "spikes")
    device = pick_device(arguments.device)
    result = evaluate_network(
        arguments.weights, session, arguments.settings, device, arguments.part
    )
    save_result(result, arguments)
    print(result["bits_per_spike"].median("unit").to_series().to_string())


if __name__ == "__main__":
    run(main)
