"""Draw how a search for hyperparameters went: validation correlation by trial, and by each key."""

from pathlib import Path

import pandas as pd

from neurodag.command import parser, run
from neurodag.figures.save import save_figure
from neurodag.figures.vision.search import draw_search, search_arrays
from neurodag.lineage.record import record


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--table", type=Path, required=True, help="table of the search, CSV")
    options.add_argument(
        "--output", type=Path, required=True, help="PDF; a PNG and NetCDF beside it"
    )
    arguments = options.parse_args()

    arrays = search_arrays(pd.read_csv(arguments.table))
    save_figure(draw_search, arrays, arguments.output.with_suffix(""), record(arguments))


if __name__ == "__main__":
    run(main)
