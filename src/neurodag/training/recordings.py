"""Sessions as training sees them: spike counts on the model's device, and a way to mask them."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor

from neurodag.config import NDT2, Run
from neurodag.errors import SessionError
from neurodag.masking import Scheme, build_scheme
from neurodag.sessions import open_session
from neurodag.training.sessions import read_each, trials_to_learn_from


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
    recordings, path_of = read_each(
        paths, lambda path: read_recording(path, scheme, settings, device)
    )
    first = next(iter(recordings))
    for session, recording in recordings.items():
        if recording.bins != recordings[first].bins:
            raise SessionError(
                f"{path_of[session]} has trials of {recording.bins} bins (time), but "
                f"{path_of[first]} has trials of {recordings[first].bins}; a network needs as many "
                "in all sessions."
            )
    return recordings


def read_recording(
    path: Path, scheme: str, settings: Run, device: torch.device
) -> tuple[str, Recording]:
    """The id of the session in a file with a split, and the session."""
    session = open_session(path, "spikes")
    trials = trials_to_learn_from(session, path)
    counts = torch.from_numpy(session["spike_count"].values)
    region = session["region"].values.astype(str)
    patch = settings.model.patch if isinstance(settings.model, NDT2) else None
    return session.attrs["session_id"], Recording(
        train=counts[trials["train"]].to(device),
        validation=counts[trials["validation"]].to(device),
        scheme=build_scheme(scheme, settings.masking, region, patch),
    )
