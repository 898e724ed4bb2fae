"""Score what a network must beat: the trial average, a linear model; or the true rates above it."""

from pathlib import Path
from typing import get_args

import torch

from neurodag.command import parser, run, threads
from neurodag.config import Evaluation, Reference
from neurodag.evaluation.evaluate import evaluate_reference
from neurodag.lineage.record import save_result
from neurodag.sessions import PARTS, open_session
from neurodag.simulate import open_truth


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--session", type=Path, required=True, help="session file with a split")
    options.add_argument("--reference", choices=get_args(Reference), required=True)
    options.add_argument("--truth", type=Path, help="true rates, for the reference truth")
    options.add_argument("--settings", type=Evaluation.model_validate_json, required=True)
    options.add_argument("--part", choices=PARTS, default="test", help="trials that are scored")
    options.add_argument("--output", type=Path, required=True, help="evaluation to write")
    arguments = options.parse_args()

    torch.set_num_threads(threads())
    session = open_session(arguments.session, "spikes")
    truth = open_truth(arguments.truth, session) if arguments.truth else None
    result = evaluate_reference(
        arguments.reference, session, arguments.settings, truth, arguments.part
    )
    save_result(result, arguments)
    print(result["bits_per_spike"].median("unit").to_series().to_string())


if __name__ == "__main__":
    run(main)
