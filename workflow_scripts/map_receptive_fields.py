"""Map the artificial receptive fields of a trained network by white noise, and fit Gaussians."""

from pathlib import Path

import torch

from neurodag.command import parser, run, threads
from neurodag.config.vision import ReceptiveFields
from neurodag.evaluation.vision.opened import open_network
from neurodag.files import load_netcdf
from neurodag.interpret.field_maps import map_receptive_fields
from neurodag.interpret.recovery import recovery
from neurodag.lineage.record import save_result
from neurodag.sessions import open_session
from neurodag.training.devices import pick_device


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--session", type=Path, required=True, help="session file with a split")
    options.add_argument("--weights", type=Path, required=True, help="weights of the network")
    options.add_argument("--settings", type=ReceptiveFields.model_validate_json, required=True)
    options.add_argument("--seed", type=int, required=True, help="of the white noise")
    options.add_argument("--model", required=True, help="what the network is called in figures")
    options.add_argument("--truth", type=Path, help="of a simulated session: adds the fits' errors")
    options.add_argument("--output", type=Path, required=True, help="fields and fits to write")
    options.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    arguments = options.parse_args()

    torch.set_num_threads(threads())
    session = open_session(arguments.session, "images")
    opened = open_network(arguments.weights, session, pick_device(arguments.device))
    result = map_receptive_fields(
        opened, session, arguments.settings, arguments.seed, arguments.model
    )
    if arguments.truth:
        result = result.merge(recovery(result, load_netcdf(arguments.truth), session))
    save_result(result, arguments)
    widths = result[["width_x", "width_y"]].where(result["kept"] == 1)
    print(widths.to_dataframe().describe().loc[["count", "mean", "std"]].to_string())


if __name__ == "__main__":
    run(main)
