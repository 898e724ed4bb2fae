"""Map where a trained vision transformer looks in each validation and test trial."""

from pathlib import Path

import torch

from neurodag.command import parser, run, threads
from neurodag.config.vision import AttentionMaps
from neurodag.evaluation.vision.opened import open_network
from neurodag.interpret.attention_maps import map_attention
from neurodag.lineage.record import save_result
from neurodag.sessions import open_session
from neurodag.training.devices import pick_device


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--session", type=Path, required=True, help="session file with a split")
    options.add_argument("--weights", type=Path, required=True, help="weights of the network")
    options.add_argument("--settings", type=AttentionMaps.model_validate_json, required=True)
    options.add_argument("--model", required=True, help="what the network is called in figures")
    options.add_argument("--output", type=Path, required=True, help="maps to write")
    options.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    arguments = options.parse_args()

    torch.set_num_threads(threads())
    session = open_session(arguments.session, "images")
    opened = open_network(arguments.weights, session, pick_device(arguments.device))
    result = map_attention(opened, session, arguments.settings, arguments.model)
    save_result(result, arguments)
    for axis, correlation in result["pupil_correlation"].to_series().items():
        print(f"correlation with the pupil's centre along {axis}: {correlation:.3f}")


if __name__ == "__main__":
    run(main)
