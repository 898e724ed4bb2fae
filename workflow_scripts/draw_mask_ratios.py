"""Draw scores against the mask ratio (MtM paper, Table 7)."""

from pathlib import Path

import pandas as pd

from neurodag.command import parser, run
from neurodag.figures.ratios import draw_ratios, ratios_arrays
from neurodag.figures.save import save_figure
from neurodag.lineage.record import record


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--table", type=Path, required=True, help="table by mask ratio, CSV")
    options.add_argument(
        "--output", type=Path, required=True, help="PDF; a PNG and NetCDF beside it"
    )
    arguments = options.parse_args()

    arrays = ratios_arrays(pd.read_csv(arguments.table))
    save_figure(draw_ratios, arrays, arguments.output.with_suffix(""), record(arguments))


if __name__ == "__main__":
    run(main)
