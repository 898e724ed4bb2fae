"""Write what a search for hyperparameters has found: every trial, and the best as an overlay."""

from pathlib import Path

import pandas as pd

from neurodag.command import parser, run
from neurodag.config.vision import VisionSearch
from neurodag.files import atomic_path
from neurodag.search.overlay import overlay_of
from neurodag.search.trials import best_trial, read_trials
from neurodag.tables.vision.search import search_markdown, search_table
from neurodag.tables.write import write_files


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--trials", type=Path, nargs="+", required=True, help="of all workers")
    options.add_argument("--settings", type=VisionSearch.model_validate_json, required=True)
    options.add_argument("--published", type=Path, required=True, help="the paper's values, CSV")
    options.add_argument("--csv", type=Path, required=True, help="tidy table to write")
    options.add_argument("--markdown", type=Path, required=True, help="table for people to write")
    options.add_argument("--overlay", type=Path, required=True, help="configuration to write")
    arguments = options.parse_args()

    trials = read_trials(arguments.trials)
    best = best_trial(trials)
    table = search_table(trials, best)
    published = pd.read_csv(arguments.published, dtype=str, index_col="row")
    text = search_markdown(table, arguments.settings, published["value"])
    write_files(table, text, arguments.csv, arguments.markdown)
    with atomic_path(arguments.overlay) as partial:
        partial.write_text(overlay_of(best, arguments.settings, len(trials)), encoding="utf-8")


if __name__ == "__main__":
    run(main)
