"""Write a table of predicted responses: the paper's scores, ours, and gains (V1T paper)."""

import json
from pathlib import Path
from typing import NamedTuple

from neurodag.command import parser, run
from neurodag.files import load_netcdf
from neurodag.tables.captions import V1T
from neurodag.tables.scores import read_published
from neurodag.tables.vision.markdown import performance_markdown
from neurodag.tables.vision.performance import performance_table
from neurodag.tables.write import write_files


class Table(NamedTuple):
    statistics: tuple[str, ...] = ("single_trial_correlation",)
    baseline: tuple[str, str] = ("row", "cnn")
    """What gains are against."""


TABLES = {
    "table1": Table(),
    "table_a3": Table(),
    "table_a4": Table(),
    "table_a5": Table(statistics=("correlation_to_average", "feve")),
    "table_a6": Table(baseline=("training", "alone")),
    "table_a7": Table(baseline=("training", "together")),
}


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--table", choices=TABLES, required=True)
    options.add_argument("--evaluations", type=Path, nargs="+", required=True)
    options.add_argument(
        "--columns", type=json.loads, required=True, help='JSON: {"column": ["session", …], …}'
    )
    options.add_argument("--published", type=Path, help="the paper's own numbers, if known")
    options.add_argument("--csv", type=Path, required=True, help="tidy table to write")
    options.add_argument("--markdown", type=Path, required=True, help="table for people to write")
    arguments = options.parse_args()

    statistics, (key, value) = TABLES[arguments.table]
    evaluations = [load_netcdf(path) for path in arguments.evaluations]
    published = read_published(arguments.published) if arguments.published else None
    table = performance_table(evaluations, arguments.columns, statistics, {key: value}, published)
    text = performance_markdown(table, V1T[arguments.table])
    write_files(table, text, arguments.csv, arguments.markdown)


if __name__ == "__main__":
    run(main)
