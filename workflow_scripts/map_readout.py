"""Map where the units of a trained network read the image, beside where they lie in the cortex."""

from pathlib import Path

import torch

from neurodag.command import parser, run, threads
from neurodag.evaluation.vision.opened import open_network
from neurodag.interpret.readout import map_readout
from neurodag.lineage.record import save_result
from neurodag.sessions import open_session


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--session", type=Path, required=True, help="session file with a split")
    options.add_argument("--weights", type=Path, required=True, help="weights of the network")
    options.add_argument("--model", required=True, help="what the network is called in figures")
    options.add_argument("--output", type=Path, required=True, help="places to write")
    arguments = options.parse_args()

    torch.set_num_threads(threads())
    session = open_session(arguments.session, "images")
    opened = open_network(arguments.weights, session, torch.device("cpu"))
    save_result(map_readout(opened, session, arguments.model), arguments)


if __name__ == "__main__":
    run(main)
