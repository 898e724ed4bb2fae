"""Score predicted responses: correlations, explained variance, noise ceilings of every unit."""

from pathlib import Path

from neurodag.command import parser, run
from neurodag.config.vision.evaluation import Scoring
from neurodag.evaluation.vision.predictions import open_predictions
from neurodag.evaluation.vision.scores import SCORES, score_responses
from neurodag.lineage.record import save_result
from neurodag.sessions import open_session


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--session", type=Path, required=True, help="session file with a split")
    options.add_argument("--predictions", type=Path, required=True, help="predictions for it")
    options.add_argument("--settings", type=Scoring.model_validate_json, default=Scoring())
    options.add_argument("--output", type=Path, required=True, help="evaluation to write")
    arguments = options.parse_args()

    session = open_session(arguments.session, "images")
    predictions = open_predictions(arguments.predictions, session)
    result = score_responses(predictions, session, arguments.settings)
    save_result(result, arguments)
    for name in SCORES:
        status = result[name].attrs["status"]
        print(f"{name:26}", f"{result[name].mean():.3f}" if status == "scored" else status)


if __name__ == "__main__":
    run(main)
