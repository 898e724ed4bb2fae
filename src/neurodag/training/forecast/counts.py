"""Spike counts around the event that the trials of a session are aligned to."""

import numpy as np
import xarray as xr

from neurodag.config.forecast import Windows
from neurodag.errors import SessionError
from neurodag.training.forecast.frame_rate import TOLERANCE


def counts_around_event(session: xr.Dataset, windows: Windows) -> np.ndarray:
    """Spikes in the frames of each trial, float32 `(trial, frame, unit)`.

    A frame is a bin of the session, or the sum of neighbouring ones. Counts are not smoothed: a
    kernel would carry spikes of the response over into the baseline.

    Raises SessionError where a frame is no whole number of bins, where the event lies within a
    bin, and where a trial is shorter than the windows.
    """
    bins = _bins_in_frame(session, windows.frame_rate_hz)
    event = _bins_before_event(session)
    before, after = windows.baseline_frames * bins, windows.response_frames * bins
    recorded = event, session.sizes["time"] - event
    if before > recorded[0] or after > recorded[1]:
        raise SessionError(
            f"The trials of session {session.attrs['session_id']} have {recorded[0]} bins before "
            f"{session.attrs['alignment_event']} and {recorded[1]} from it on (variable time), but "
            f"the windows take {before} and {after}; set baseline_frames or response_frames "
            "lower, or count spikes in longer trials."
        )
    counts = session["spike_count"].values[:, event - before : event + after]
    in_frames = counts.reshape(len(counts), -1, bins, counts.shape[-1])
    return in_frames.sum(axis=2, dtype=np.float32)


def _bins_in_frame(session: xr.Dataset, frame_rate_hz: float) -> int:
    width = float(session.attrs["bin_width_s"])
    exact = 1 / (frame_rate_hz * width)
    bins = max(round(exact), 1)
    if abs(exact / bins - 1) >= TOLERANCE:
        raise SessionError(
            f"Session {session.attrs['session_id']} has bins of {width:g} s (bin_width_s), of "
            f"which frames at {frame_rate_hz:g} Hz would hold {exact:.4g}; set frame_rate_hz to "
            f"{1 / width:g}, or to a half, a third, a fourth … of it."
        )
    return bins


def _bins_before_event(session: xr.Dataset) -> int:
    time, width = session["time"].values, float(session.attrs["bin_width_s"])
    if np.abs(time).min() < 0.45 * width:  # half of the width away is where it should be
        raise SessionError(
            f"In session {session.attrs['session_id']}, {session.attrs['alignment_event']} (0 s) "
            f"lies within the bin around {time[np.abs(time).argmin()]:g} s (variable time), which "
            "belongs to baseline and response; count spikes in bins that end at the event."
        )
    return int((time < 0).sum())
