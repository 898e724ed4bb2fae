"""How many presentations forecasters learn from: told by files, a simulation or a stimulus set."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr

from neurodag.config import Config, Dataset, Split
from neurodag.config.archives.allen import STIMULI, AllenTwin, SessionType
from neurodag.config.forecast import Windows
from neurodag.errors import SessionError
from neurodag.plan.image_sizes import ToldBy
from neurodag.plan.options import DEFAULTS, Assumed
from neurodag.plan.sizes import parts, session_files
from neurodag.sessions import add_split
from neurodag.simulate.allen.schedule import BLOCKS, schedule
from neurodag.training.forecast.parts import TRAIN, VALIDATION, part_of_presentations
from neurodag.training.forecast.recording import recording_of

FRAME_RATE_HZ = 30.0
"""Of the Allen Brain Observatory."""


@dataclass(frozen=True)
class PresentationSize:
    """What the arithmetic of forecasters depends on; presentations are told by stimulus."""

    units: int
    train: Mapping[str, int]
    validation: Mapping[str, int]
    told_by: ToldBy = "session"


def presentation_sizes(
    config: Config,
    dataset: str,
    windows: Windows,
    stimuli: Mapping[str, Iterable[str]],
    assumed: Assumed,
) -> dict[str, PresentationSize]:
    """The sizes of sessions of the dataset, of which is known which `stimuli` they show.

    Of files, neither fluorescence nor counts are read. Presentations are parted as training does.
    Raises SessionError for a file that is no session that can be forecast.
    """
    settings = config.datasets[dataset]
    files = session_files(config, dataset, stimuli)
    return {
        session: size_of_file(file, windows, settings.split)
        if file
        else known(settings, session, windows, tuple(stimuli[session]), assumed)
        for session, file in files.items()
    }


def size_of_file(path: Path, windows: Windows, split: Split) -> PresentationSize:
    """That of the session in a file."""
    try:
        with xr.open_dataset(path, engine="netcdf4", decode_times=False) as session:
            return size_of(session, windows, split, session.sizes["unit"])
    except (OSError, KeyError) as error:
        raise SessionError(
            f"{path} is no session whose presentations can be read ({error}); `python -m "
            f"neurodag.sessions describe {path}` tells what is wrong."
        ) from error


def size_of(
    session: xr.Dataset, windows: Windows, split: Split, units: int, told_by: ToldBy = "session"
) -> PresentationSize:
    """That of a session, whose traces are not looked at."""
    shares = split.train, split.validation, split.test
    parted = add_split(session, seed=split.seed, fractions=shares, order=split.order)
    recording = recording_of(parted.isel(unit=slice(0)), windows)
    part = part_of_presentations(parted, recording.onset, len(recording.values), windows)
    train, validation = (
        dict(Counter(recording.stimulus[part == some].tolist())) for some in (TRAIN, VALIDATION)
    )
    return PresentationSize(units, train, validation, told_by)


def known(
    dataset: Dataset, session: str, windows: Windows, stimuli: tuple[str, ...], assumed: Assumed
) -> PresentationSize:
    """That of a session without a file."""
    twin = dataset.twin_settings
    if isinstance(twin, AllenTwin):
        types = {id_: kind for of in twin.containers.values() for kind, id_ in of.items()}
        outline = outline_of(session, types[session], twin.scale)
        return size_of(outline, windows, dataset.split, twin.units)
    for kind, blocks in BLOCKS.items():
        if set(stimuli) <= set(blocks):
            units = DEFAULTS["quantformer"].units
            outline = outline_of(session, kind, scale=1)
            return size_of(outline, windows, dataset.split, units, "paper")
    train, validation = parts(assumed.trials, dataset.split, session)
    if not dataset.split.validation:
        validation = round(windows.validation * train)
        train -= validation
    of_train, of_validation = (dict.fromkeys(stimuli, number) for number in (train, validation))
    return PresentationSize(assumed.units, of_train, of_validation, "options")


def outline_of(session: str, session_type: SessionType, scale: float) -> xr.Dataset:
    """What an experiment of the Brain Observatory shows when, without a unit."""
    shown, frames = schedule(session_type, scale)
    onset, epoch = (
        np.concatenate([getattr(each, name) for each in shown.values()])
        for name in ("onset", "block")
    )
    stimulus = np.repeat(np.array(list(shown)), [len(each.onset) for each in shown.values()])
    order = np.argsort(onset, kind="stable")
    variables = {"onset_frame": onset, "epoch": epoch, "stimulus": stimulus, "condition": 0 * onset}
    evoking = order[np.isin(stimulus[order], STIMULI)]
    return xr.Dataset(
        {
            "fluorescence": (("frame", "unit"), np.empty((frames, 0), dtype=np.float32)),
            **{name: ("presentation", values[evoking]) for name, values in variables.items()},
        },
        attrs={"modality": "calcium", "session_id": session, "frame_rate_hz": FRAME_RATE_HZ},
    )
