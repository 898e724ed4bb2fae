"""What there is to forecast in a session, whatever it was recorded with."""

from typing import NamedTuple

import numpy as np
import xarray as xr

from neurodag.config.forecast import Windows
from neurodag.errors import SessionError
from neurodag.training.forecast.counts import counts_around_event
from neurodag.training.forecast.frame_rate import at_frame_rate

MODALITY = {"change": "calcium", "counts": "spikes"}
"""Of the sessions that have a signal (setting `signal` of windows)."""


class Recording(NamedTuple):
    """Traces of the units, and what was shown when."""

    values: np.ndarray
    """Fluorescence or spike counts at the frame rate of the windows, `(frame, unit)`."""
    onset: np.ndarray
    """First frame of each presentation, ascending, `(presentation,)`."""
    stimulus: np.ndarray
    """Name of the stimulus, `(presentation,)`."""
    condition: np.ndarray
    """Number of its condition, `(presentation,)`."""


def recording_of(session: xr.Dataset, windows: Windows) -> Recording:
    """Of a calcium session, or of one of spikes; raises SessionError where `windows` do not fit."""
    modality = session.attrs["modality"]
    if modality != MODALITY[windows.signal]:
        taken = ", ".join(f"{signal} takes {of} sessions" for signal, of in MODALITY.items())
        raise SessionError(
            f"Session {session.attrs['session_id']} is of modality {modality}, but windows.signal "
            f"is {windows.signal} ({taken}); set signal so that it fits, or leave the session out."
        )
    return _of_spikes(session, windows) if modality == "spikes" else _of_calcium(session, windows)


def _of_calcium(session: xr.Dataset, windows: Windows) -> Recording:
    fluorescence, onset = at_frame_rate(
        session["fluorescence"].values.astype(np.float32),
        session["onset_frame"].values.astype(np.int64),
        session.attrs["frame_rate_hz"],
        windows.frame_rate_hz,
    )
    stimulus, condition = session["stimulus"].values.astype(str), session["condition"].values
    return Recording(fluorescence, onset, stimulus, condition)


def _of_spikes(session: xr.Dataset, windows: Windows) -> Recording:
    """Each trial is a presentation; of what lies around the event, trials follow each other."""
    counts = counts_around_event(session, windows)
    trials, frames, units = counts.shape
    onset = np.arange(trials) * frames + windows.baseline_frames
    stimulus = np.full(trials, session.attrs["alignment_event"])
    if "stimulus" in session:
        stimulus = session["stimulus"].values.astype(str)
    condition = np.zeros(trials, dtype=np.int64)
    if "condition" in session:
        condition = session["condition"].values
    return Recording(counts.reshape(-1, units), onset, stimulus, condition)
