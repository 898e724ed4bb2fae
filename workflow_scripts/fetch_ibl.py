"""Download a session from the public server of the International Brain Laboratory."""

from pathlib import Path

from neurodag.archives.ibl.download import download_session
from neurodag.command import parser, run
from neurodag.config.archives.ibl import IBLReader


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--folder", type=Path, required=True, help="folder of the archive")
    options.add_argument("--session", required=True, help="eid, or date, number and subject")
    options.add_argument(
        "--settings", type=IBLReader.model_validate_json, default="{}", help="sorter and revision"
    )
    arguments = options.parse_args()

    files = download_session(arguments.folder, arguments.session, arguments.settings)
    for file in files:
        print(file)


if __name__ == "__main__":
    run(main)
