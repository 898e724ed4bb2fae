"""Predict responses to images with a trained network, for validation and test trials."""

from pathlib import Path

import torch

from neurodag.command import parser, run, threads
from neurodag.evaluation.vision.network import predict_network
from neurodag.lineage.record import save_result
from neurodag.sessions import open_session
from neurodag.training.devices import pick_device


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--session", type=Path, required=True, help="session file with a split")
    options.add_argument("--weights", type=Path, required=True, help="weights of the network")
    options.add_argument("--model", required=True, help="what the network is called in tables")
    options.add_argument("--output", type=Path, required=True, help="predictions to write")
    options.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    arguments = options.parse_args()

    torch.set_num_threads(threads())
    session = open_session(arguments.session, "images")
    device = pick_device(arguments.device)
    result = predict_network(arguments.weights, session, arguments.model, device)
    save_result(result, arguments)


if __name__ == "__main__":
    run(main)
