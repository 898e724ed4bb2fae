"""Calcium events: how many there must be, and when they come."""

from collections.abc import Mapping

import numpy as np
from scipy.signal import lfilter

from neurodag.config.archives.allen import AllenTwin, Stimulus
from neurodag.errors import ConfigError
from neurodag.sessions.windows import cut_windows, is_active
from neurodag.simulate.allen.schedule import Shown

FRAME_RATE_HZ = 30.0
RISE_S, DECAY_S = 0.05, 0.5
"""Time constants of the calcium that one event releases."""
BASELINE = 60
"""Frames before the onset whose mean is the resting fluorescence of a window."""
LATENCY = 2
"""Frames from the onset of a presentation to the earliest event that it evokes."""


def response_frames(stimulus: str) -> int:
    """Frames from the onset on that decide whether a unit is active (QuantFormer's code)."""
    return 60 if stimulus == "drifting_gratings" else 15


def calcium(events: np.ndarray) -> np.ndarray:
    """What `events (frame, …)` release, float32: a rise and a decay with a peak of 1 for each."""
    rise, decay = np.exp(-1 / FRAME_RATE_HZ / np.array([RISE_S, DECAY_S]))
    peak_at = np.arange(1, 30)
    peak = ((decay**peak_at - rise**peak_at) / (decay - rise)).max()
    filtered = lfilter([1 / peak], np.poly([rise, decay]), events.astype(np.float32), axis=0)
    return filtered.astype(np.float32)


def event_rate(settings: AllenTwin, stimulus: str) -> float:
    """Events a frame that make the share `settings.active` of the presentations active.

    An event makes active all presentations whose onsets lie in a stretch of w frames around it, by
    its rise in the response or by its decay from the baseline into the response. With k events a
    frame, independent, no event falls into the stretch with probability exp(−k w), so the share is
    1 − exp(−k w). Clustered (evoked) events make it less. Raises ConfigError if one event is too
    small to make any presentation active.
    """
    response = response_frames(stimulus)
    event = np.zeros(600)
    event[300] = 1
    trace = 1 + settings.event_size * calcium(event)
    window = cut_windows(trace, np.arange(BASELINE, len(event) - response), BASELINE, response)
    resting = window[:, :BASELINE].mean(axis=1, keepdims=True)
    stretch = is_active(window[:, BASELINE:] / resting - 1).sum()
    if stretch == 0:
        raise ConfigError(
            f"event_size {settings.event_size} is too small: no event makes a presentation of "
            f"{stimulus} active. Give more, such as 1."
        )
    return float(-np.log1p(-settings.active) / stretch)


def draw_events(
    shown: Mapping[str, Shown],
    expected: Mapping[Stimulus, np.ndarray],
    spontaneous_rate: float,
    frames: int,
    rng: np.random.Generator,
) -> np.ndarray:
    """Poisson events of all units, uint8 `(frame, unit)`.

    `expected`, by stimulus, are events that each presentation evokes, `(presentation, unit)`; they
    come at random within the presentation, `LATENCY` frames late.
    """
    units = next(iter(expected.values())).shape[1]
    events = rng.poisson(spontaneous_rate, (frames, units)).astype(np.uint8)
    for stimulus, mean in expected.items():
        counts = rng.poisson(mean)
        presentation, unit = np.repeat(np.argwhere(counts), counts[counts > 0], axis=0).T
        length = shown[stimulus].end - shown[stimulus].onset
        late = LATENCY + rng.integers(0, length[presentation])
        np.add.at(events, (shown[stimulus].onset[presentation] + late, unit), 1)
    return events
