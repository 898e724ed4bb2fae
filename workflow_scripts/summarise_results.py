"""Write the lines of all tables as one tidy table, as CSV and as NetCDF, to go on with."""

from pathlib import Path

from neurodag.command import parser, provenance, run
from neurodag.files import atomic_path, save_netcdf
from neurodag.tables.summary import summarise, to_dataset


def main() -> None:
    options = parser(__doc__)
    options.add_argument(
        "--tables", type=Path, nargs="*", default=[], help="tidy tables, PAPER/tables/TABLE.csv"
    )
    options.add_argument("--csv", type=Path, required=True, help="table to write")
    options.add_argument("--netcdf", type=Path, required=True, help="the same table as NetCDF")
    arguments = options.parse_args()

    summary = summarise(arguments.tables)
    with atomic_path(arguments.csv) as partial:
        summary.to_csv(partial, index=False)
    save_netcdf(to_dataset(summary).assign_attrs(provenance()), arguments.netcdf)


if __name__ == "__main__":
    run(main)
