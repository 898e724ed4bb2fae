"""What the scripts that read archives have in common: their options, and what they do with them."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import xarray as xr

from neurodag.archives.manifest import check_manifest
from neurodag.command import parser
from neurodag.config.base import Settings
from neurodag.sessions import save_session
from neurodag.sessions.describe import describe

Reader = TypeVar("Reader", bound=Settings)


def make_session(
    description: str | None,
    settings: type[Reader],
    read_session: Callable[[Path, str, Reader], xr.Dataset],
) -> None:
    """Read a session with `read_session(folder, session_id, settings)` and save it."""
    options = parser(description)
    options.add_argument("--folder", type=Path, required=True, help="folder of the archive")
    options.add_argument("--session", required=True, help="id of the session")
    options.add_argument("--settings", type=settings.model_validate_json, required=True)
    options.add_argument("--manifest", type=Path, help="what the archive's files must still be")
    options.add_argument("--output", type=Path, required=True, help="session file to write")
    arguments = options.parse_args()

    if arguments.manifest:
        check_manifest(arguments.manifest, arguments.folder)
    session = read_session(arguments.folder, arguments.session, arguments.settings)
    save_session(session, arguments.output)
    print(describe(session))
