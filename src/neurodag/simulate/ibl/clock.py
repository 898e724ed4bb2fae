"""When the trials of a recording take place."""

from dataclasses import dataclass

import numpy as np

from neurodag.config.archives.ibl import IBLTwin

LEAD_S = 2.0
"""Seconds that are recorded before the first trial and after the last."""


@dataclass(frozen=True)
class Clock:
    """Trials on the clock of the session, one after the other."""

    start_s: np.ndarray
    """Of each trial."""
    onset_s: np.ndarray
    """Of each stimulus."""
    bin_width_s: float
    bins: int

    @property
    def edges_s(self) -> np.ndarray:
        """Edges of the bins `(trial, time + 1)`."""
        return self.start_s[:, np.newaxis] + np.arange(self.bins + 1) * self.bin_width_s

    @property
    def stop_s(self) -> np.ndarray:
        """End of each trial."""
        return self.edges_s[:, -1]

    @property
    def end_s(self) -> float:
        """End of the recording, which begins at 0."""
        return float(self.stop_s[-1] + LEAD_S)

    @property
    def gaps_s(self) -> np.ndarray:
        """Beginning and end of every stretch outside of trials `(trial + 1, 2)`."""
        return np.column_stack([np.append(0, self.stop_s), np.append(self.start_s, self.end_s)])


def draw_clock(settings: IBLTwin, rng: np.random.Generator) -> Clock:
    """Trials with gaps between them that are as long as the settings say."""
    gap_s = settings.gap_s + settings.extra_gap_s * rng.exponential(size=settings.trials)
    length_s = settings.bins * settings.bin_width_s
    start_s = LEAD_S + np.cumsum(np.append(0, length_s + gap_s[:-1]))
    return Clock(start_s, start_s + settings.pre_stimulus_s, settings.bin_width_s, settings.bins)
