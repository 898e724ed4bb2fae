"""Map the codebook of a pre-trained QuantFormer, and what the decoder makes of its codes."""

from pathlib import Path

import torch

from neurodag.command import parser, run, threads
from neurodag.config.forecast.codes import CodeMap
from neurodag.interpret.forecast.codebook import map_codes
from neurodag.interpret.forecast.pretrained import open_pretrained
from neurodag.lineage.record import save_result
from neurodag.training.devices import pick_device


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--weights", type=Path, required=True, help="weights of pre-training")
    options.add_argument("--network", required=True, help="what the network is called in figures")
    options.add_argument("--settings", type=CodeMap.model_validate_json, default=CodeMap())
    options.add_argument("--output", type=Path, required=True, help="codes to write")
    options.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    arguments = options.parse_args()

    torch.set_num_threads(threads())
    pretrained = open_pretrained(arguments.weights, pick_device(arguments.device))
    result = map_codes(pretrained, arguments.settings, arguments.network)
    save_result(result, arguments)
    for source, share in result["variance_share"].to_series().items():
        print(f"variance of decoded patches by {source}: {share:.1%}")


if __name__ == "__main__":
    run(main)
