"""Write a table of scores: the paper's, ours, and the spread (MtM paper, Tables 1 to 7)."""

from pathlib import Path

from neurodag.command import parser, run
from neurodag.files import load_netcdf
from neurodag.labels import BEHAVIORS, METRICS, TASKS
from neurodag.tables.scores import read_published, score_table
from neurodag.tables.write import write_table

CAPTIONS = {
    "table1": "Neural activity reconstruction of single-session NDT1 by masking scheme (Table 1).",
    "table2": "NDT1-stitch, trained on each held-out session alone, or pretrained on others and "
    "fine-tuned on it (Table 2).",
    "table3": "Activity reconstruction and behaviour decoding of single-session NDT1 (Table 3).",
    "table4": "Activity reconstruction and behaviour decoding of single-session NDT2 (Table 4).",
    "table5": "NDT2, trained on each held-out session alone, or pretrained on others and "
    "fine-tuned on it (Table 5).",
    "table6": "Behaviour decoding of fine-tuned NDT1-stitch by the prompt at inference (Table 6).",
    "table7": "Neural activity reconstruction of NDT1 by mask ratio (Table 7).",
}
COLUMNS = {"table1": TASKS, "table6": BEHAVIORS, "table7": TASKS}
"""Of tables that do not have all metrics."""
BLOCKS = {"table2": "training", "table5": "training", "table7": "ratio"}
"""What a table is divided by."""


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--table", choices=CAPTIONS, required=True)
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
    write_table(table, arguments.csv, arguments.markdown, CAPTIONS[name], head)


if __name__ == "__main__":
    run(main)
