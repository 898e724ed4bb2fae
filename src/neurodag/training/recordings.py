"""Sessions as training sees them: spike counts on the model's device, and a way to mask them."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor

from neurodag.config import NDT2, Run
from neurodag.errors import SessionError
from neurodag.masking import Scheme, build_scheme
from neurodag.sessions import open_session, trials_of


class Recording(NamedTuple):
    """What one session gives to learn from."""

    train: Tensor
    """Spike counts `(trial, time, unit)`, as small whole numbers."""
    validation: Tensor
    """Those of other trials."""
    scheme: Scheme
    """Masks trials of this session."""

    @property
    def bins(self) -> int:
        return self.train.shape[1]

    @property
    def units(self) -> int:
        return self.train.shape[2]


def read_recordings(
    paths: Sequence[Path], scheme: str, settings: Run, device: torch.device
) -> dict[str, Recording]:
    """The sessions of the files `paths` by their ids, in the order of these, on `device`.

    Raises SessionError where two files are of one session, their trials have different bins, or a
    session has no trials to train or to validate with.
    """
    recordings: dict[str, Recording] = {}
    path_of: dict[str, Path] = {}
    for path in paths:
        session, recording = read_recording(path, scheme, settings, device)
        if session in path_of:
            raise SessionError(
                f"{path_of[session]} and {path} are both of session {session}; give one of them, "
                "or another session_id to one."
            )
        recordings[session], path_of[session] = recording, path
        first = next(iter(recordings))
        if recording.bins != recordings[first].bins:
            raise SessionError(
                f"{path} has trials of {recording.bins} bins (time), but {path_of[first]} has "
                f"trials of {recordings[first].bins}; a network needs as many in all sessions."
            )
    return dict(sorted(recordings.items()))


def read_recording(
    path: Path, scheme: str, settings: Run, device: torch.device
) -> tuple[str, Recording]:
    """The id of the session in a file with a split, and the session."""
    session = open_session(path, "spikes")
    trials = {part: trials_of(session, part) for part in ("train", "validation")}
    for part, positions in trials.items():
        if not len(positions):
            raise SessionError(
                f"{path} has no {part} trials in its variable split; prepare it with a share of "
                f"{part} trials above 0."
            )
    counts = torch.from_numpy(session["spike_count"].values)
    region = session["region"].values.astype(str)
    patch = settings.model.patch if isinstance(settings.model, NDT2) else None
    return session.attrs["session_id"], Recording(
        train=counts[trials["train"]].to(device),
        validation=counts[trials["validation"]].to(device),
        scheme=build_scheme(scheme, settings.masking, region, patch),
    )
