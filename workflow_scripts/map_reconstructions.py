"""Map how the codes of a pre-trained QuantFormer reconstruct test observations."""

from pathlib import Path

import torch

from neurodag.command import parser, run, threads
from neurodag.config.forecast.codes import Reconstructions
from neurodag.interpret.forecast.pretrained import open_pretrained
from neurodag.interpret.forecast.reconstructions import map_reconstructions
from neurodag.lineage.record import save_result
from neurodag.sessions import open_session
from neurodag.training.devices import pick_device


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--session", type=Path, required=True, help="session file with a split")
    options.add_argument("--stimulus", required=True, help="whose presentations, by its name")
    options.add_argument("--weights", type=Path, required=True, help="weights of pre-training")
    options.add_argument("--network", required=True, help="what the network is called in figures")
    options.add_argument(
        "--settings", type=Reconstructions.model_validate_json, default=Reconstructions()
    )
    options.add_argument("--output", type=Path, required=True, help="reconstructions to write")
    options.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    arguments = options.parse_args()

    torch.set_num_threads(threads())
    session = open_session(arguments.session)
    pretrained = open_pretrained(arguments.weights, pick_device(arguments.device))
    result = map_reconstructions(
        pretrained, session, arguments.stimulus, arguments.settings, arguments.network
    )
    save_result(result, arguments)
    for activity in result["activity"].values:
        found = result.sel(activity=activity)
        print(
            f"{int(found['observations'])} {activity}: squared error "
            f"{float(found['squared_error']):.3g}, perplexity {float(found['perplexity']):.2f}"
        )


if __name__ == "__main__":
    run(main)
