"""Write the table of a search: what each variant adds over the references; one is chosen."""

from collections.abc import Sequence
from pathlib import Path

import xarray as xr

from neurodag.command import parser, run
from neurodag.config import Search
from neurodag.files import load_netcdf
from neurodag.tables.search import search_table
from neurodag.tables.search_markdown import search_markdown
from neurodag.tables.write import write_files


def main() -> None:
    options = parser(__doc__)
    several = {"nargs": "+", "action": "append", "required": True}
    options.add_argument("--settings", type=Search.model_validate_json, required=True)
    options.add_argument(
        "--variant", **several, help="its name, and evaluations of validation and test trials"
    )
    options.add_argument("--reference", **several, help="the same of a reference")
    options.add_argument("--csv", type=Path, required=True, help="tidy table to write")
    options.add_argument("--markdown", type=Path, required=True, help="table for people to write")
    arguments = options.parse_args()

    table = search_table(named(arguments.variant), named(arguments.reference))
    text = search_markdown(table, arguments.settings)
    write_files(table, text, arguments.csv, arguments.markdown)


def named(lists: Sequence[Sequence[str]]) -> dict[str, list[xr.Dataset]]:
    """Evaluations by the name that stands before their paths."""
    return {name: [load_netcdf(Path(path)) for path in paths] for name, *paths in lists}


if __name__ == "__main__":
    run(main)
