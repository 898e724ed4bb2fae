"""Files of sessions of calcium or spikes → their observations."""

from collections.abc import Sequence
from pathlib import Path

import torch

from neurodag.config.forecast import Windows
from neurodag.errors import SessionError
from neurodag.sessions import Part, open_session
from neurodag.training.forecast.observations import MustShow, Observations, observations_of
from neurodag.training.sessions import read_each

TO_LEARN_FROM: tuple[Part, ...] = ("train", "validation")


def read_observations(
    paths: Sequence[Path],
    windows: Windows,
    device: torch.device,
    stimuli: Sequence[str] | None = None,
    must_show: MustShow = "all",
) -> dict[str, Observations]:
    """Those of the files `paths` by the ids of their sessions, in the order of these, on `device`.

    Each session must show all of the `stimuli` (names), or it is enough that it shows any: then its
    observations are of those that it shows.

    Raises SessionError where two files are of one session, where a session has no presentations to
    train or to validate with, and where `observations_of` does.
    """

    def read(path: Path) -> tuple[str, Observations]:
        session = open_session(path)
        observations = observations_of(session, windows, device, stimuli, must_show)
        for part in TO_LEARN_FROM:
            if not len(observations.of(part)):
                raise SessionError(
                    f"{path} has no {part} presentations whose windows of "
                    f"{windows.baseline_frames} frames before and {windows.response_frames} after "
                    "the onset (onset_frame) lie within the recording and apart from those of "
                    "later parts; give it more presentations (of spikes: trials), or epochs "
                    "(variable epoch) that are further apart."
                )
        return session.attrs["session_id"], observations

    return read_each(paths, read)[0]
