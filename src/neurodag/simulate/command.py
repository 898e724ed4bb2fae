"""What the scripts that simulate archives have in common."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import xarray as xr

from neurodag.command import parser
from neurodag.config.base import Settings
from neurodag.simulate.folders import whole_folder
from neurodag.simulate.truth import save_truth

Twin = TypeVar("Twin", bound=Settings)


def make_twin(
    description: str | None,
    settings: type[Twin],
    simulate: Callable[[Path, str, Twin], xr.Dataset],
) -> xr.Dataset:
    """Write a session's archive with `simulate(folder, session_id, settings)`; save its truth."""
    options = parser(description)
    options.add_argument("--session", required=True, help="id of the session")
    options.add_argument("--settings", type=settings.model_validate_json, required=True)
    options.add_argument("--folder", type=Path, required=True, help="folder of the archive to make")
    options.add_argument("--truth", type=Path, required=True, help="file of the truth to write")
    arguments = options.parse_args()

    with whole_folder(arguments.folder) as folder:
        truth = simulate(folder, arguments.session, arguments.settings)
        save_truth(truth, arguments.truth)
    return truth
