"""Find, or download, the files of a session in an archive, verify them and write their manifest."""

from pathlib import Path

from neurodag.archives.fetch import find_files, verified_entries
from neurodag.archives.files import ARCHIVES
from neurodag.archives.manifest import save_manifest
from neurodag.archives.table import read_table, session_rows
from neurodag.command import parser, run


def main() -> None:
    options = parser(__doc__)
    options.add_argument(
        "--archive", choices=ARCHIVES, required=True, help="how files are laid out"
    )
    options.add_argument("--folder", type=Path, required=True, help="folder of the archive")
    options.add_argument("--session", required=True, help="id of the session")
    options.add_argument("--table", type=Path, help="what is known of public files: archives.tsv")
    options.add_argument("--dataset", help="name of the archive's dataset in the table")
    options.add_argument("--download", action="store_true", help="get files that are not there")
    options.add_argument("--manifest", type=Path, required=True, help="list of files to write")
    arguments = options.parse_args()
    if (arguments.table is None) != (arguments.dataset is None):
        options.error("--table and --dataset go together")
    if arguments.download and arguments.table is None:
        options.error("--download needs --table and --dataset")

    archive, folder, session = arguments.archive, arguments.folder, arguments.session
    table = read_table(arguments.table) if arguments.table else []
    rows = session_rows(table, arguments.dataset, session)
    record = arguments.manifest.with_suffix(".sha256")
    files = find_files(archive, folder, session, rows, record, may_download=arguments.download)
    entries = verified_entries(files, folder, rows, record)
    save_manifest(entries, arguments.manifest)
    print(f"{session}: {len(entries)} files, {sum(entry.size for entry in entries)} bytes")


if __name__ == "__main__":
    run(main)
