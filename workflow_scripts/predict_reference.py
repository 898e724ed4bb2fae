"""Predict responses as a network must at least: by the mean, or a ridge on Gabor filters."""

from pathlib import Path
from typing import get_args

import torch

from neurodag.command import parser, run, threads
from neurodag.config.vision.evaluation import GaborRidge, VisionReference
from neurodag.evaluation.vision.references import predict_reference
from neurodag.lineage.record import save_result
from neurodag.sessions import open_session


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--session", type=Path, required=True, help="session file with a split")
    options.add_argument("--reference", choices=get_args(VisionReference), required=True)
    options.add_argument(
        "--settings", type=GaborRidge.model_validate_json, default=GaborRidge(), help="of the ridge"
    )
    options.add_argument("--output", type=Path, required=True, help="predictions to write")
    arguments = options.parse_args()

    torch.set_num_threads(threads())
    session = open_session(arguments.session, "images")
    result = predict_reference(arguments.reference, session, arguments.settings)
    save_result(result, arguments)


if __name__ == "__main__":
    run(main)
