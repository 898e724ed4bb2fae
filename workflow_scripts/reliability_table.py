"""Write the table of how reliable responses to repeated pictures are."""

from pathlib import Path

from neurodag.command import parser, run
from neurodag.files import load_netcdf
from neurodag.tables.captions import V1T
from neurodag.tables.vision.reliability import reliability_markdown, reliability_table
from neurodag.tables.write import write_files


def main() -> None:
    options = parser(__doc__)
    options.add_argument(
        "--evaluations", type=Path, nargs="+", required=True, help="one a session, of any model"
    )
    options.add_argument("--csv", type=Path, required=True, help="tidy table to write")
    options.add_argument("--markdown", type=Path, required=True, help="table for people to write")
    arguments = options.parse_args()

    table = reliability_table(load_netcdf(path) for path in arguments.evaluations)
    text = reliability_markdown(table, V1T["reliability"])
    write_files(table, text, arguments.csv, arguments.markdown)


if __name__ == "__main__":
    run(main)
