"""Map the learned tokens of units, and whether those with close tokens respond alike (VIII)."""

from pathlib import Path

import torch

from neurodag.command import parser, run, threads
from neurodag.config.forecast.interpretation import UnitTokens
from neurodag.evaluation.forecast.trained import open_trained
from neurodag.interpret.forecast.about import about_run
from neurodag.interpret.forecast.unit_tokens import map_unit_tokens
from neurodag.lineage.record import save_result
from neurodag.sessions import open_session


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--session", type=Path, required=True, help="session file with a split")
    options.add_argument("--weights", type=Path, required=True, help="weights of the network")
    options.add_argument("--method", required=True, help="what the network is called in tables")
    options.add_argument("--stimulus", required=True, help="stimulus whose responses count")
    options.add_argument("--subject", required=True, help="what the animal is called in tables")
    options.add_argument("--settings", type=UnitTokens.model_validate_json, default=UnitTokens())
    options.add_argument("--output", type=Path, required=True, help="map to write")
    arguments = options.parse_args()

    torch.set_num_threads(threads())
    session = open_session(arguments.session)
    device = torch.device("cpu")
    trained = open_trained(arguments.weights, session, arguments.stimulus, device)
    mapped = map_unit_tokens(trained, arguments.settings)
    result = about_run(mapped, trained, session, arguments.method, arguments.subject)
    save_result(result, arguments)
    print(result[["agreement", "p_value"]].to_pandas().to_string())


if __name__ == "__main__":
    run(main)
