"""Write the table of receptive fields: their widths, and, on simulated sessions, their errors."""

from pathlib import Path

from neurodag.command import parser, run
from neurodag.files import load_netcdf
from neurodag.tables.captions import V1T
from neurodag.tables.scores import read_published
from neurodag.tables.vision.fields import field_markdown, field_table
from neurodag.tables.write import write_files


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--maps", type=Path, nargs="+", required=True, help="receptive fields")
    options.add_argument("--published", type=Path, help="the paper's own numbers, if known")
    options.add_argument("--csv", type=Path, required=True, help="tidy table to write")
    options.add_argument("--markdown", type=Path, required=True, help="table for people to write")
    arguments = options.parse_args()

    maps = (load_netcdf(path) for path in arguments.maps)
    published = read_published(arguments.published) if arguments.published else None
    table = field_table(maps, published)
    text = field_markdown(table, V1T["receptive_fields"])
    write_files(table, text, arguments.csv, arguments.markdown)


if __name__ == "__main__":
    run(main)
