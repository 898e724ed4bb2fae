"""How large sessions of spikes are: told by their files or their simulation, else assumed."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from neurodag import layout
from neurodag.config import Config, Dataset, SpikeSimulation, Split, find_session_files
from neurodag.config.sources import IBLRecordings
from neurodag.errors import SessionError
from neurodag.plan.options import Assumed
from neurodag.sessions.split import split_items

BINS = 100
"""Of a trial, where nothing tells them: those of the MtM paper."""


@dataclass(frozen=True)
class SessionSize:
    """What the arithmetic of a network depends on."""

    train: int
    """Trials to learn from."""
    validation: int
    """Trials to select weights with."""
    bins: int
    units: int
    assumed: bool
    """Whether trials and units are."""


def session_sizes(
    config: Config, dataset: str, sessions: Iterable[str], assumed: Assumed
) -> dict[str, SessionSize]:
    """The sizes of sessions of the dataset, in their order; of files, only the sizes are read.

    Trials are parted as the settings ask for, whatever split is in a file. Raises SessionError for
    a file that is no session of spikes.
    """
    settings = config.datasets[dataset]
    sizes = {}
    for session, file in session_files(config, dataset, sessions).items():
        known = size_of_file(file) if file else simulated_size(settings)
        trials, bins, units = known or (assumed.trials, bins_of(settings), assumed.units)
        train, validation = parts(trials, settings.split, session)
        sizes[session] = SessionSize(train, validation, bins, units, assumed=known is None)
    return sizes


def session_files(config: Config, dataset: str, sessions: Iterable[str]) -> dict[str, Path | None]:
    """What tells most of each session: itself, prepared, the recording that its archive's reader
    made, or the file below the data folder; None where there is none yet."""
    given = find_session_files(config.datasets[dataset], config.data)
    files = {}
    for session in sessions:
        made = [
            Path(config.results) / place.format(dataset=dataset, session=session)
            for place in (layout.SESSION, layout.RECORDING)
        ]
        places = [*made, *([given[session]] if session in given else [])]
        files[session] = next((path for path in places if path.is_file()), None)
    return files


def size_of_file(path: Path) -> tuple[int, int, int]:
    """Trials, bins and units of the session of spikes in a file."""
    from netCDF4 import Dataset as NetCDF  # slow to import, and not always needed

    try:
        with NetCDF(path) as file:
            trials, bins, units = file["spike_count"].shape
    except (OSError, IndexError, ValueError) as error:
        raise SessionError(
            f"{path} is no session of spikes whose sizes can be read ({error}); `python -m "
            f"neurodag.sessions describe {path}` tells what is wrong."
        ) from error
    return trials, bins, units


def simulated_size(dataset: Dataset) -> tuple[int, int, int] | None:
    """Those of the sessions of a simulated twin; None where recordings are real."""
    twin = dataset.twin_settings
    if not isinstance(twin, SpikeSimulation):
        return None
    return twin.trials, twin.bins, sum(twin.units.values())


def bins_of(dataset: Dataset) -> int:
    """Bins of a trial, for a session without a file."""
    return dataset.reader.bins if isinstance(dataset, IBLRecordings) else BINS


def parts(trials: int, split: Split, session: str) -> tuple[int, int]:
    """Training and validation trials of a session."""
    part = split_items(
        trials,
        (split.train, split.validation, split.test),
        seed=split.seed,
        key=session,
        order=split.order,
    )
    train, validation, _ = np.bincount(part, minlength=3).tolist()
    return train, validation
