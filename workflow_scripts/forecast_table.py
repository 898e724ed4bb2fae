"""Write a table of forecasts: the paper's scores, ours, and their spread (QuantFormer paper)."""

import json
from pathlib import Path
from typing import NamedTuple

from neurodag.command import parser, run
from neurodag.evaluation.forecast.opened import open_evaluation
from neurodag.tables.captions import QUANTFORMER
from neurodag.tables.forecast.columns import ACTIVITY, RESPONSE
from neurodag.tables.forecast.distributions import distribution_markdown, distribution_table
from neurodag.tables.forecast.markdown import forecast_markdown
from neurodag.tables.forecast.scores import forecast_table
from neurodag.tables.scores import read_published
from neurodag.tables.write import write_files


class Table(NamedTuple):
    columns: tuple[str, ...]
    signal: str = "normalised"


BOTH = ("balanced_accuracy", "f1", "mse", "correlation", "absolute_correlation")
TABLES = {
    "table1": Table(tuple(ACTIVITY)),
    "table2": Table(tuple(RESPONSE)),
    "table3": Table(BOTH),
    "table4": Table(BOTH),
    "table_a2": Table(tuple(RESPONSE)),
    "table_a3": Table(("balanced_accuracy", "f1")),
    "table_a4": Table(tuple(RESPONSE), "raw"),
}
DISTRIBUTIONS = "distributions"


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--table", choices=[*TABLES, DISTRIBUTIONS], required=True)
    options.add_argument("--evaluations", type=Path, nargs="+", required=True)
    options.add_argument(
        "--rows", type=json.loads, required=True, help='JSON: {"row": ["method", …], …}'
    )
    options.add_argument("--published", type=Path, help="the paper's own numbers, if known")
    options.add_argument("--csv", type=Path, required=True, help="tidy table to write")
    options.add_argument("--markdown", type=Path, required=True, help="table for people to write")
    arguments = options.parse_args()

    caption = QUANTFORMER[arguments.table]
    evaluations = (open_evaluation(path) for path in arguments.evaluations)
    if arguments.table == DISTRIBUTIONS:
        table = distribution_table(evaluations, arguments.rows)
        text = distribution_markdown(table, caption)
    else:
        columns, signal = TABLES[arguments.table]
        published = read_published(arguments.published) if arguments.published else None
        table = forecast_table(evaluations, arguments.rows, columns, signal, published)
        text = forecast_markdown(table, caption, signal)
    write_files(table, text, arguments.csv, arguments.markdown)


if __name__ == "__main__":
    run(main)
