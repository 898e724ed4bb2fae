"""Write a table of scores: the paper's, ours, and the spread (MtM paper, Tables 1 to 7)."""

from pathlib import Path

from neurodag.command import parser, run
from neurodag.files import load_netcdf
from neurodag.labels import BEHAVIORS, METRICS, TASKS
from neurodag.tables.captions import MTM
from neurodag.tables.scores import read_published, score_table
from neurodag.tables.write import write_table

TABLES = [name for name in MTM if name.startswith("table")]
COLUMNS = {"table1": TASKS, "table6": BEHAVIORS, "table7": TASKS}
"""Of tables that do not have all metrics."""
BLOCKS = {"table2": "training", "table5": "training", "table7": "ratio"}
"""What a table is divided by."""


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--table", choices=TABLES, required=True)
    options.add_argument("--evaluations", type=Path, nargs="+", required=True)
    options.add_argument("--published", type=Path, help="the paper's own numbers, if known")
    options.add_argument("--csv", type=Path, required=True, help="tidy table to write")
    options.add_argument("--markdown", type=Path, required=True, help="table for people to write")
    arguments = options.parse_args()

    name = arguments.table
    evaluations = [load_netcdf(path) for path in arguments.evaluations]
    published = read_published(arguments.published) if arguments.published else None
    table = score_table(evaluations, published, BLOCKS.get(name))
    table = table[table["column"].isin(COLUMNS.get(name, METRICS))]
    head = "Prompt" if name == "table6" else "Model"
    write_table(table, arguments.csv, arguments.markdown, MTM[name], head)


if __name__ == "__main__":
    run(main)
