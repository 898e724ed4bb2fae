"""Write a table of scores: the paper's, ours, and the spread (MtM paper, Tables 1, 3 and 7)."""

from pathlib import Path

from neurodag.command import parser, run
from neurodag.files import load_netcdf
from neurodag.labels import TASKS
from neurodag.tables.scores import read_published, score_table
from neurodag.tables.write import write_table

CAPTIONS = {
    "table1": "Neural activity reconstruction of single-session NDT1 by masking scheme (Table 1).",
    "table3": "Activity reconstruction and behaviour decoding of single-session NDT1 (Table 3).",
    "table7": "Neural activity reconstruction of NDT1 by mask ratio (Table 7).",
}
ACTIVITY_ONLY = {"table1", "table7"}
"""Tables without the columns of decoded behaviour."""


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--table", choices=CAPTIONS, required=True)
    options.add_argument("--evaluations", type=Path, nargs="+", required=True)
    options.add_argument("--published", type=Path, required=True, help="the paper's own numbers")
    options.add_argument("--csv", type=Path, required=True, help="tidy table to write")
    options.add_argument("--markdown", type=Path, required=True, help="table for people to write")
    arguments = options.parse_args()

    table = score_table(
        [load_netcdf(path) for path in arguments.evaluations],
        read_published(arguments.published),
        by_ratio=arguments.table == "table7",
    )
    if arguments.table in ACTIVITY_ONLY:
        table = table[table["column"].isin(TASKS)]
    write_table(table, arguments.csv, arguments.markdown, CAPTIONS[arguments.table])


if __name__ == "__main__":
    run(main)
