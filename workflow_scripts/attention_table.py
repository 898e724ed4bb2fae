"""Write the table of how attention follows the pupil's centre (V1T paper, Table 2)."""

import json
from pathlib import Path

from neurodag.command import parser, run
from neurodag.files import load_netcdf
from neurodag.tables.captions import V1T
from neurodag.tables.scores import read_published
from neurodag.tables.vision.attention import attention_markdown, attention_table
from neurodag.tables.write import write_files


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--maps", type=Path, nargs="+", required=True, help="attention maps")
    options.add_argument(
        "--rows", type=json.loads, required=True, help='JSON: {"mouse": "session", …}'
    )
    options.add_argument("--published", type=Path, help="the paper's own numbers, if known")
    options.add_argument("--csv", type=Path, required=True, help="tidy table to write")
    options.add_argument("--markdown", type=Path, required=True, help="table for people to write")
    arguments = options.parse_args()

    maps = (load_netcdf(path) for path in arguments.maps)
    published = read_published(arguments.published) if arguments.published else None
    table = attention_table(maps, arguments.rows, published)
    write_files(table, attention_markdown(table, V1T["table2"]), arguments.csv, arguments.markdown)


if __name__ == "__main__":
    run(main)
