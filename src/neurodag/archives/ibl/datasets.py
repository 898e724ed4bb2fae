"""Which files of a session are read: names without ids, and one of several revisions."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from neurodag.errors import ArchiveError

_UUID = re.compile(r"\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=\.)")
_REVISION = re.compile("#.+#")
TRIAL_COLUMNS = (
    "stimOn_times",
    "goCue_times",
    "firstMovement_times",
    "feedback_times",
    "feedbackType",
    "choice",
    "probabilityLeft",
    "rewardVolume",
)
TRIALS = "_ibl_trials.table.pqt"
TRIAL_FILES = {column: f"_ibl_trials.{column}.npy" for column in TRIAL_COLUMNS}
"""Where older sessions keep the columns of the table."""
WHEEL_TIMES, WHEEL_POSITION = "_ibl_wheel.timestamps.npy", "_ibl_wheel.position.npy"
CAMERA_FILES = {
    camera: (f"_ibl_{camera}Camera.times.npy", f"{camera}Camera.ROIMotionEnergy.npy")
    for camera in ("left", "right")
}
"""Times and motion energy; the second camera stands in for the first."""
SESSION_FILES = {
    TRIALS,
    *TRIAL_FILES.values(),
    WHEEL_TIMES,
    WHEEL_POSITION,
    *CAMERA_FILES["left"],
    *CAMERA_FILES["right"],
}
"""Files in `alf/` that are read."""
SORTING_FILES = ("spikes.times.npy", "spikes.clusters.npy", "clusters.channels.npy")
LOCATIONS = "channels.brainLocationIds_ccf_2017.npy"
SITES, SITE_OF_CHANNEL = "electrodeSites.brainLocationIds_ccf_2017.npy", "channels.rawInd.npy"
"""Where the sites of the probe lie, for sorters that do not say where their channels do."""
PROBE_FILES = {*SORTING_FILES, LOCATIONS, SITES, SITE_OF_CHANNEL}
"""Files of a probe that are read."""
DIRECT = "direct"
"""Stands for files in a probe's own folder, where those of sorters lie in folders below it."""


@dataclass(frozen=True)
class Dataset:
    """A file in one of its revisions; the first version of a file has none, written ''."""

    path: Path
    revision: str


Datasets = dict[str, dict[str, Dataset]]
"""By folder below `alf` ('' for itself, `probe00`, `probe00/pykilosort`), then by name."""


def readable_files(session: Path) -> list[Path]:
    """Every file that some reader's settings would read, sorted."""
    alf = session / "alf"
    return [dataset.path for _, _, dataset in _readable(alf, _files_below(alf))]


def choose_datasets(alf: Path, newest: str | None) -> Datasets:
    """Of each file below `alf` that is read its newest revision, none newer than `newest`.

    Revisions are ordered as text, which orders dates. Raises ArchiveError if a file is there twice.
    """
    return choose_among(alf, _files_below(alf), newest)


def choose_among(alf: Path, files: Iterable[Path], newest: str | None) -> Datasets:
    """The same for `files`, paths below `alf` that need not exist here."""
    chosen: Datasets = defaultdict(dict)
    for collection, name, dataset in _readable(alf, files):
        if newest is not None and dataset.revision > newest:
            continue
        rival = chosen[collection].get(name)
        if rival and rival.revision == dataset.revision:
            raise ArchiveError(
                f"{dataset.path} and {rival.path.name} are two files of the same name but for "
                "their ids: keep the one that ONE's table of datasets names."
            )
        if rival is None or dataset.revision > rival.revision:
            chosen[collection][name] = dataset
    return dict(chosen)


def dataset_of(datasets: Datasets, session: Path, collection: str, name: str) -> Dataset:
    """A file that a session must have; raises ArchiveError if it is not there."""
    try:
        return datasets[collection][name]
    except KeyError:
        raise ArchiveError(
            f"{session / 'alf' / collection} has no {name}: download the session again, or allow "
            "newer revisions."
        ) from None


def probes_of(datasets: Datasets) -> list[str]:
    """Names of the probes, sorted."""
    return sorted({collection.split("/")[0] for collection in datasets if collection})


def _files_below(alf: Path) -> list[Path]:
    return sorted(path for path in alf.rglob("*") if path.is_file())


def _readable(alf: Path, files: Iterable[Path]) -> Iterator[tuple[str, str, Dataset]]:
    """Folder below `alf`, name without id, and dataset of each of the files that are read."""
    for path in files:
        *folders, file = path.relative_to(alf).parts
        revisions = [folder[1:-1] for folder in folders if _REVISION.fullmatch(folder)]
        collection = [folder for folder in folders if not _REVISION.fullmatch(folder)]
        name = _UUID.sub("", file)
        if len(revisions) <= 1 and _is_read(collection, name):
            yield "/".join(collection), name, Dataset(path, "".join(revisions))


def _is_read(collection: list[str], name: str) -> bool:
    if not collection:
        return name in SESSION_FILES
    return len(collection) <= 2 and collection[0].startswith("probe") and name in PROBE_FILES
