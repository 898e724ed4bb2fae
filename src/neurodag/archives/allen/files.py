"""Where an experiment lies in the archive."""

from pathlib import Path

from neurodag.archives.hints import did_you_mean
from neurodag.errors import ArchiveError

FOLDER = "ophys_experiment_data"
"""Folder of the experiments, as AllenSDK lays out its cache."""


def session_files(folder: Path, session_id: str) -> list[Path]:
    """The one file of the experiment `session_id` below the archive's `folder`.

    Raises ArchiveError if the archive does not hold it.
    """
    held = sorted(path.stem for path in (folder / FOLDER).glob("*.nwb") if path.is_file())
    if session_id in held:
        return [folder / FOLDER / f"{session_id}.nwb"]
    raise ArchiveError(
        f"The archive {folder} does not hold the experiment {session_id}: there is no file "
        f"{FOLDER}/{session_id}.nwb among its {len(held)} experiments."
        + did_you_mean(session_id, held)
    )
